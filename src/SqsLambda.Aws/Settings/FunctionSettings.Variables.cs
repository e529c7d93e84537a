using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Queues;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Settings;

// The name, unit, range, default and meaning of each variable. They are defined only here.
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
            "Maximum number of messages of one batch that are handled at the same time. On a FIFO queue, the maximum number of message groups"));
        BlockingHandlers = reader.Read(new FlagSetting(
            "BLOCKING_HANDLERS",
            false,
            "Calls handlers on their own threads instead of the thread pool. Set it to true if handlers block, for example in a synchronous SDK"));
        IdempotencyTable = reader.Read(new TableSetting(
            "IDEMPOTENCY_TABLE",
            DynamoDbIdempotencyStore.PartitionKey,
            "The DynamoDB table of the idempotency records. If not set, each execution environment keeps its own records in memory"));
        IdempotencyKeyPrefix = reader.Read(new TextSetting(
            "IDEMPOTENCY_KEY_PREFIX",
            "text",
            $"1 to {MaxPrefixLength} characters, not blank, without '#' and control characters",
            IsPrefix,
            "The prefix of every idempotency key. If not set, it is the name of the function. If it changes, every message counts as new"))
            ?? reader.FunctionName
            ?? "sqs-lambda";
        IdempotencyExpiration = TimeSpan.FromDays(reader.Read(new WholeNumberSetting(
            "IDEMPOTENCY_EXPIRATION_DAYS",
            "days",
            1,
            365,
            (int)InMemoryIdempotencyStore.DefaultExpiration.TotalDays,
            "How long to remember a processed message. Choose at least the time that the queue and its dead-letter queue keep a message")));
        IdempotencyMaxRecords = reader.Read(new WholeNumberSetting(
            "IDEMPOTENCY_MAX_RECORDS",
            "records",
            10_000,
            10_000_000,
            100_000,
            "Maximum number of idempotency records in memory, if IDEMPOTENCY_TABLE is not set. At the maximum, the oldest are removed"));
        IdempotencyStorePolicy = reader.Read(new ChoiceSetting<StoreFailurePolicy>(
            "IDEMPOTENCY_STORE_POLICY",
            StoreFailurePolicy.Fail,
            "What happens to messages while the idempotency store is down. Fail returns them to the queue. Process handles them without protection against duplicates"));
        BackoffBase = TimeSpan.FromSeconds(reader.Read(new WholeNumberSetting(
            "BACKOFF_BASE_SECONDS",
            "seconds",
            0,
            (int)FailurePolicy.MaxDelay.TotalSeconds,
            0,
            "Upper limit of the delay before the first retry. The limit doubles with each receive. The delay is a random time up to the limit. With 0, a message comes back when its visibility timeout ends")));
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
                "The name of the dead-letter queue. A message that can never succeed is sent to it at once. For messages from a FIFO queue, `.fifo` is appended if the name does not end with it. If not set, such a message is retried until the redrive policy of its queue moves it")),
            reader.Read(new TextSetting(
                DeadLetterQueueUrlVariable,
                "URL",
                DeadLetterQueue.AllowedUrls,
                DeadLetterQueue.IsUrl,
                "The URL of the dead-letter queue, for example if it is in another account. Set it or DEAD_LETTER_QUEUE, not both")));
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
            "Fails the invocation if every message failed, or was not attempted because others failed. Set it to true if an alarm watches the function's errors"));
        Metrics = reader.Read(new FlagSetting(
            "METRICS",
            true,
            "In Lambda, writes the metrics of each batch to standard output, as one line in CloudWatch's embedded metric format"));
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
            $"Environment variables {DeadLetterQueueNameVariable} ('{name}') and {DeadLetterQueueUrlVariable} ('{url}') are both set. Set only one of them."),
    };
}
