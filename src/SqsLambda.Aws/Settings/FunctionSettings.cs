using SqsLambda.Aws.Queues;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Settings;

/// <summary>The settings of a function, read from environment variables. A new instance has the defaults.</summary>
public sealed partial record FunctionSettings
{
    /// <summary>How many messages of one batch are handled at the same time: 1 to 1,000. On a FIFO queue: how many message groups.</summary>
    public int MaxDegreeOfParallelism { get; init; }

    /// <summary>Whether each handler that runs gets a thread of its own.</summary>
    public bool BlockingHandlers { get; init; }

    /// <summary>The DynamoDB table of the idempotency records; <see langword="null"/> to keep them in memory.</summary>
    public string? IdempotencyTable { get; init; }

    /// <summary>
    /// The prefix of every idempotency key. By default the name of the function, so that functions which share a table do not take each
    /// other's messages for processed.
    /// </summary>
    public string IdempotencyKeyPrefix { get; init; }

    /// <summary>How long a processed message is remembered: 1 to 365 days.</summary>
    public TimeSpan IdempotencyExpiration { get; init; }

    /// <summary>How many idempotency records are kept in memory: 10,000 to 10,000,000.</summary>
    public int IdempotencyMaxRecords { get; init; }

    /// <summary>What happens to messages while the idempotency store is down.</summary>
    public StoreFailurePolicy IdempotencyStorePolicy { get; init; }

    /// <summary>Upper limit of the delay before the first retry: 0 s (off) to 12 hours.</summary>
    public TimeSpan BackoffBase { get; init; }

    /// <summary>Upper limit of the delay before any retry: 1 s to 12 hours.</summary>
    public TimeSpan BackoffMax { get; init; }

    /// <summary>The queue to which a message that can never succeed is sent at once; <see langword="null"/> to retry it like any other.</summary>
    public DeadLetterQueue? DeadLetterQueue { get; init; }

    /// <summary>How many outages in a row stop the batch: 0 (never) to 10,000.</summary>
    public int StopAfterConsecutiveOutages { get; init; }

    /// <summary>Whether the invocation fails if every message failed, or was not attempted because others failed.</summary>
    public bool ThrowOnFullBatchFailure { get; init; }

    /// <summary>Whether the metrics of each batch are written to standard output, in Lambda.</summary>
    public bool Metrics { get; init; }

    /// <summary>Whether the function runs in Lambda, which sets <c>AWS_LAMBDA_FUNCTION_NAME</c>.</summary>
    public bool IsInLambda { get; init; }

    /// <summary>Describes every variable that is read, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All
    {
        get
        {
            var reader = new SettingsReader(static _ => null);
            _ = new FunctionSettings(reader);
            return reader.Settings;
        }
    }

    /// <summary>Reads the settings.</summary>
    /// <param name="environment">Returns the value of an environment variable, or <see langword="null"/>.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="InvalidSettingException">A value is not allowed. The message names the variable, its value and what is allowed.</exception>
    public static FunctionSettings Read(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return new(new SettingsReader(environment));
    }
}
