using SqsLambda.Aws.Idempotency;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Settings;

/// <summary>What can be set by environment variables. Names, ranges, defaults and the README's table all come from here.</summary>
public sealed record FunctionSettings
{
    /// <summary>Set by Lambda (Lambda Developer Guide, "Defined runtime environment variables").</summary>
    internal const string FunctionName = "AWS_LAMBDA_FUNCTION_NAME";

    /// <summary>The environment variable of <see cref="DeadLetterQueueUrl"/>.</summary>
    public const string DeadLetterQueueVariable = "DEAD_LETTER_QUEUE_URL";

    private const string DefaultKeyPrefix = "sqs-lambda";

    private static readonly WholeNumberSetting MaxDegreeOfParallelismSetting = new(
        "MAX_DEGREE_OF_PARALLELISM",
        "messages",
        BatchOptions.MinDegreeOfParallelism,
        BatchOptions.GreatestDegreeOfParallelism,
        BatchOptions.DefaultDegreeOfParallelism,
        "How many messages (FIFO: message groups) of one batch are handled at once");

    private static readonly TableSetting TableSetting = new(
        "IDEMPOTENCY_TABLE",
        DynamoDbIdempotencyStore.PartitionKey,
        "The DynamoDB table of the idempotency records. Without it they are in the memory of one execution environment");

    private static readonly TextSetting KeyPrefixSetting = new(
        "IDEMPOTENCY_KEY_PREFIX",
        128,
        "Set before every idempotency key; without it, the name of the function. When it changes, every message is new");

    private static readonly WholeNumberSetting ExpirationDaysSetting = new(
        "IDEMPOTENCY_EXPIRATION_DAYS",
        "days",
        1,
        365,
        (int)InMemoryIdempotencyStore.DefaultExpiration.TotalDays,
        "For how long a message is known as done. Not less than the queue and its dead-letter queue keep messages");

    private static readonly WholeNumberSetting MaxRecordsSetting = new(
        "IDEMPOTENCY_MAX_RECORDS",
        "records",
        10_000,
        10_000_000,
        100_000,
        "How many idempotency records are kept where they are in memory; above that the oldest are forgotten");

    private static readonly ChoiceSetting<StoreFailurePolicy> StorePolicySetting = new(
        "IDEMPOTENCY_STORE_POLICY",
        StoreFailurePolicy.Fail,
        "What to do when the idempotency store is down: return the messages, or run them without protection");

    private static readonly WholeNumberSetting BackoffBaseSetting = new(
        "BACKOFF_BASE_SECONDS",
        "seconds",
        0,
        (int)FailurePolicy.MaxDelay.TotalSeconds,
        0,
        "How long a message that failed is hidden after its first receive, at most; it doubles with each receive, and a random part of it is taken. 0: off, it comes back when its visibility timeout ends");

    private static readonly WholeNumberSetting BackoffMaxSetting = new(
        "BACKOFF_MAX_SECONDS",
        "seconds",
        1,
        (int)FailurePolicy.MaxDelay.TotalSeconds,
        (int)new FailurePolicy().BackoffMax.TotalSeconds,
        "What that does not double beyond");

    private static readonly UrlSetting DeadLetterQueueSetting = new(
        DeadLetterQueueVariable,
        "Where a message that no retry can save is sent at once. Without it, it comes back like any other, until the queue's own redrive policy moves it");

    private static readonly WholeNumberSetting StopAfterOutagesSetting = new(
        "STOP_AFTER_CONSECUTIVE_OUTAGES",
        "messages",
        0,
        10_000,
        0,
        "After how many DependencyUnavailableExceptions in a row no further message of the batch starts. 0: never");

    private static readonly FlagSetting ThrowOnFullBatchFailureSetting = new(
        "THROW_ON_FULL_BATCH_FAILURE",
        false,
        "Whether an invocation all of whose messages failed, or were kept from starting by an outage that others of it met, is an error of the function, for alarms that watch its errors");

    private static readonly FlagSetting MetricsSetting = new(
        "METRICS",
        true,
        "Whether each batch writes one line of CloudWatch's embedded metric format to standard output, in Lambda");

    /// <summary>How many messages of one batch are handled at once: 1 to 1,000.</summary>
    public int MaxDegreeOfParallelism { get; init; } = MaxDegreeOfParallelismSetting.DefaultValue;

    /// <summary>The DynamoDB table of the idempotency records; <see langword="null"/> to keep them in memory.</summary>
    public string? IdempotencyTable { get; init; }

    /// <summary>
    /// Set before every idempotency key. By default it is the name of the function, so that functions that share a table do not take each
    /// other's messages for done.
    /// </summary>
    public string IdempotencyKeyPrefix { get; init; } = DefaultKeyPrefix;

    /// <summary>For how long a message is known as done: 1 to 365 days.</summary>
    public TimeSpan IdempotencyExpiration { get; init; } = TimeSpan.FromDays(ExpirationDaysSetting.DefaultValue);

    /// <summary>How many idempotency records are kept where they are in memory: 10,000 to 10,000,000.</summary>
    public int IdempotencyMaxRecords { get; init; } = MaxRecordsSetting.DefaultValue;

    /// <summary>What to do when the idempotency store is down.</summary>
    public StoreFailurePolicy IdempotencyStorePolicy { get; init; } = StorePolicySetting.DefaultValue;

    /// <summary>How long a message that failed is hidden after its first receive, at most: 0 s (off) to 12 hours.</summary>
    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromSeconds(BackoffBaseSetting.DefaultValue);

    /// <summary>What that does not double beyond: 1 s to 12 hours.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(BackoffMaxSetting.DefaultValue);

    /// <summary>Where a message that no retry can save is sent at once; <see langword="null"/> to return it like any other.</summary>
    public string? DeadLetterQueueUrl { get; init; }

    /// <summary>After how many outages in a row no further message of the batch starts: 0 (never) to 10,000.</summary>
    public int StopAfterConsecutiveOutages { get; init; } = StopAfterOutagesSetting.DefaultValue;

    /// <summary>Whether an invocation whose batch failed wholly is an error of the function.</summary>
    public bool ThrowOnFullBatchFailure { get; init; } = ThrowOnFullBatchFailureSetting.DefaultValue;

    /// <summary>Whether each batch writes its metrics, in Lambda.</summary>
    public bool Metrics { get; init; } = MetricsSetting.DefaultValue;

    /// <summary>The DynamoDB tables that can be set.</summary>
    internal static IReadOnlyList<TableSetting> Tables { get; } = [TableSetting];

    /// <summary>Every environment variable that is read.</summary>
    internal static IReadOnlyList<Setting> All { get; } =
    [
        MaxDegreeOfParallelismSetting, TableSetting, KeyPrefixSetting, ExpirationDaysSetting, MaxRecordsSetting, StorePolicySetting,
        BackoffBaseSetting, BackoffMaxSetting, DeadLetterQueueSetting, StopAfterOutagesSetting, ThrowOnFullBatchFailureSetting,
        MetricsSetting,
    ];

    /// <summary>Reads the settings.</summary>
    /// <param name="environment">Returns the value of an environment variable, or <see langword="null"/>.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="InvalidSettingException">A value is not allowed. The message names the variable, its value and what is allowed.</exception>
    public static FunctionSettings Read(Func<string, string?> environment) => new()
    {
        MaxDegreeOfParallelism = MaxDegreeOfParallelismSetting.Read(environment),
        IdempotencyTable = TableSetting.Read(environment),
        IdempotencyKeyPrefix = KeyPrefixSetting.Read(environment) ?? (environment(FunctionName) is { Length: > 0 } name ? name : DefaultKeyPrefix),
        IdempotencyExpiration = TimeSpan.FromDays(ExpirationDaysSetting.Read(environment)),
        IdempotencyMaxRecords = MaxRecordsSetting.Read(environment),
        IdempotencyStorePolicy = StorePolicySetting.Read(environment),
        BackoffBase = TimeSpan.FromSeconds(BackoffBaseSetting.Read(environment)),
        BackoffMax = TimeSpan.FromSeconds(BackoffMaxSetting.Read(environment)),
        DeadLetterQueueUrl = DeadLetterQueueSetting.Read(environment),
        StopAfterConsecutiveOutages = StopAfterOutagesSetting.Read(environment),
        ThrowOnFullBatchFailure = ThrowOnFullBatchFailureSetting.Read(environment),
        Metrics = MetricsSetting.Read(environment),
    };
}
