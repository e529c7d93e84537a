using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Queues;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Settings;

// The one description of each variable: its name, unit, range, default and meaning.
public sealed partial record FunctionSettings
{
    private const string DeadLetterQueueNameVariable = "DEAD_LETTER_QUEUE";
    private const string DeadLetterQueueUrlVariable = "DEAD_LETTER_QUEUE_URL";
    private const int MaxPrefixLength = 128;

    /// <summary>Creates settings with their defaults.</summary>
    public FunctionSettings()
        : this(new SettingsReader(static _ => null))
    {
    }

    private FunctionSettings(SettingsReader reader)
    {
        IsInLambda = reader.FunctionName is not null;
        MaxDegreeOfParallelism = reader.Read(new WholeNumberSetting(
            "MAX_DEGREE_OF_PARALLELISM",
            "messages",
            BatchOptions.MinDegreeOfParallelism,
            BatchOptions.MaxDegreeOfParallelismLimit,
            BatchOptions.DefaultDegreeOfParallelism,
            "How many messages of one batch are handled at the same time. On a FIFO queue: how many message groups"));
        BlockingHandlers = reader.Read(new FlagSetting(
            "BLOCKING_HANDLERS",
            false,
            "Gives each handler that runs a thread of its own. Set it if handlers block their thread, as synchronous SDKs do"));
        IdempotencyTable = reader.Read(new TableSetting(
            "IDEMPOTENCY_TABLE",
            DynamoDbIdempotencyStore.PartitionKey,
            "The DynamoDB table of the idempotency records. Without it, each execution environment keeps its own records in memory"));
        IdempotencyKeyPrefix = reader.Read(new TextSetting(
            "IDEMPOTENCY_KEY_PREFIX",
            "text",
            $"1 to {MaxPrefixLength} characters, not blank, without '#' and control characters",
            IsPrefix,
            "The prefix of every idempotency key. Without it, the name of the function. After a change, every message counts as new"))
            ?? reader.FunctionName
            ?? "sqs-lambda";
        IdempotencyExpiration = TimeSpan.FromDays(reader.Read(new WholeNumberSetting(
            "IDEMPOTENCY_EXPIRATION_DAYS",
            "days",
            1,
            365,
            (int)InMemoryIdempotencyStore.DefaultExpiration.TotalDays,
            "How long a processed message is remembered. Choose at least the time that the queue and its dead-letter queue keep a message")));
        IdempotencyMaxRecords = reader.Read(new WholeNumberSetting(
            "IDEMPOTENCY_MAX_RECORDS",
            "records",
            10_000,
            10_000_000,
            100_000,
            "How many idempotency records are kept in memory, without IDEMPOTENCY_TABLE. Beyond that, the oldest are forgotten"));
        IdempotencyStorePolicy = reader.Read(new ChoiceSetting<StoreFailurePolicy>(
            "IDEMPOTENCY_STORE_POLICY",
            StoreFailurePolicy.Fail,
            "What happens to messages while the idempotency store is down. Fail returns them; Process handles them without protection against duplicates"));
        BackoffBase = TimeSpan.FromSeconds(reader.Read(new WholeNumberSetting(
            "BACKOFF_BASE_SECONDS",
            "seconds",
            0,
            (int)FailurePolicy.MaxDelay.TotalSeconds,
            0,
            "Upper limit of the delay before the first retry. The limit doubles with each receive, and the delay is a random part of it. 0 turns this off: a message comes back when its visibility timeout ends")));
        BackoffMax = TimeSpan.FromSeconds(reader.Read(new WholeNumberSetting(
            "BACKOFF_MAX_SECONDS",
            "seconds",
            1,
            (int)FailurePolicy.MaxDelay.TotalSeconds,
            (int)new FailurePolicy().BackoffMax.TotalSeconds,
            "Upper limit of the delay before any retry")));
        DeadLetterQueue = OneOf(
            reader.Read(new TextSetting(
                DeadLetterQueueNameVariable,
                "queue",
                DeadLetterQueue.AllowedNames,
                DeadLetterQueue.IsName,
                "The name of the queue to which a message that can never succeed is sent at once. `.fifo` is appended for messages from a FIFO queue. Without it, such a message is retried until the redrive policy of its queue moves it")),
            reader.Read(new TextSetting(
                DeadLetterQueueUrlVariable,
                "URL",
                DeadLetterQueue.AllowedUrls,
                DeadLetterQueue.IsUrl,
                "The same queue by its URL, for example in another account. Set only one of the two")));
        StopAfterConsecutiveOutages = reader.Read(new WholeNumberSetting(
            "STOP_AFTER_CONSECUTIVE_OUTAGES",
            "messages",
            0,
            10_000,
            0,
            "After this many DependencyUnavailableExceptions in a row, no further message of the batch starts. 0 turns this off"));
        ThrowOnFullBatchFailure = reader.Read(new FlagSetting(
            "THROW_ON_FULL_BATCH_FAILURE",
            false,
            "Fail the invocation if every message failed, or was not attempted because others failed. Set it if an alarm watches the function's errors"));
        Metrics = reader.Read(new FlagSetting(
            "METRICS",
            true,
            "In Lambda, write the metrics of each batch to standard output, as one line in CloudWatch's embedded metric format"));
    }

    private static bool IsPrefix(string text) =>
        text.Length <= MaxPrefixLength
        && !string.IsNullOrWhiteSpace(text)
        && !text.Any(static character => character == '#' || char.IsControl(character));

    private static DeadLetterQueue? OneOf(string? name, string? url) => (name, url) switch
    {
        (null, null) => null,
        (_, null) => DeadLetterQueue.Named(name),
        (null, _) => DeadLetterQueue.Url(url),
        _ => throw new InvalidSettingException(
            $"Environment variables {DeadLetterQueueNameVariable} ('{name}') and {DeadLetterQueueUrlVariable} ('{url}') are both set: allowed is one of them."),
    };
}
