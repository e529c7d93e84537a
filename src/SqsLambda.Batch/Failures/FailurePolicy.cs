namespace SqsLambda.Batch.Failures;

/// <summary>What happens to messages that fail or do not start. By default they come back when their visibility timeout ends.</summary>
public sealed record FailurePolicy
{
    /// <summary>The longest time that SQS hides a message: 12 hours after it was received. (Amazon SQS API Reference, ChangeMessageVisibility.)</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromHours(12);

    /// <summary>
    /// Upper limit of the delay after the first receive of a message that failed. The limit doubles with each receive, up to
    /// <see cref="BackoffMax"/>; the delay is a random time up to the limit (full jitter). 0 to 12 hours, by default 0: no backoff.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan BackoffBase { get; init => field = Delay(value); }

    /// <summary>Upper limit of the delay after any receive: 0 to 12 hours, by default 15 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan BackoffMax { get; init => field = Delay(value); } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Changes the visibility timeout of returned messages. With <see langword="null"/> they keep the visibility timeout of the queue, and the
    /// backoff has no effect.
    /// </summary>
    public IMessageVisibility? Visibility { get; init; }

    /// <summary>
    /// Sends messages that failed permanently to a dead-letter queue, so that they are done. With <see langword="null"/> they are returned like
    /// other failures.
    /// </summary>
    public IDeadLetterSender? DeadLetters { get; init; }

    /// <summary>
    /// After this many <see cref="DependencyUnavailableException"/> in a row, no further message of the batch starts: 0 or more, by default 0. 0
    /// turns this off.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int StopAfterConsecutiveOutages
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>
    /// Whether the invocation fails if every message of the batch failed: by default <see langword="false"/>. Use it if an alarm watches the
    /// errors of the function. A message counts as failed if it was not attempted because an earlier message of its group or with its key failed,
    /// or because of an outage (<see cref="StopAfterConsecutiveOutages"/>).
    /// </summary>
    public bool ThrowOnFullBatchFailure { get; init; }

    private static TimeSpan Delay(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxDelay);
        return value;
    }
}
