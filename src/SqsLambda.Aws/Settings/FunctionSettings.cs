using SqsLambda.Aws.Queues;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Settings;

/// <summary>The settings of a function, read from environment variables. A new instance contains the defaults.</summary>
public sealed partial record FunctionSettings
{
    /// <summary>
    /// Maximum number of messages of one batch that are handled at the same time: 1 to 1,000. On a FIFO queue, the maximum number of message
    /// groups.
    /// </summary>
    public int MaxDegreeOfParallelism { get; init; }

    /// <summary>Whether handlers are called on their own threads instead of the thread pool.</summary>
    public bool BlockingHandlers { get; init; }

    /// <summary>The DynamoDB table of the idempotency records; <see langword="null"/> to keep them in memory.</summary>
    public string? IdempotencyTable { get; init; }

    /// <summary>
    /// The prefix of every idempotency key. By default it is the name of the function, so that functions can share a table and equal keys of two
    /// functions are different records.
    /// </summary>
    public string IdempotencyKeyPrefix { get; init; }

    /// <summary>How long a processed message is remembered: 1 to 365 days.</summary>
    public TimeSpan IdempotencyExpiration { get; init; }

    /// <summary>Maximum number of idempotency records in memory: 10,000 to 10,000,000.</summary>
    public int IdempotencyMaxRecords { get; init; }

    /// <summary>What happens to messages while the idempotency store is down.</summary>
    public StoreFailurePolicy IdempotencyStorePolicy { get; init; }

    /// <summary>Upper limit of the delay before the first retry: 0 s (off) to 12 hours.</summary>
    public TimeSpan BackoffBase { get; init; }

    /// <summary>Upper limit of the delay before any retry: 1 s to 12 hours.</summary>
    public TimeSpan BackoffMax { get; init; }

    /// <summary>
    /// The dead-letter queue for messages that can never succeed. With <see langword="null"/> they are retried like other messages.
    /// </summary>
    public DeadLetterQueue? DeadLetterQueue { get; init; }

    /// <summary>The number of outages in a row that stop the batch: 0 (never) to 10,000.</summary>
    public int StopAfterConsecutiveOutages { get; init; }

    /// <summary>Whether the invocation fails if every message failed, or was not attempted because others failed.</summary>
    public bool ThrowOnFullBatchFailure { get; init; }

    /// <summary>Whether the function, in Lambda, writes the metrics of each batch to standard output.</summary>
    public bool Metrics { get; init; }

    /// <summary>Whether the function runs in Lambda, which sets <c>AWS_LAMBDA_FUNCTION_NAME</c>.</summary>
    public bool IsInLambda { get; init; }

    /// <summary>The descriptions of all variables, in the order of the documentation.</summary>
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
