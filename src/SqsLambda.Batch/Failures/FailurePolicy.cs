namespace SqsLambda.Batch.Failures;

/// <summary>What happens to the messages of a batch that are not done. By default they come back when their visibility timeout ends.</summary>
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

    /// <summary>Upper limit of the backoff: 0 to 12 hours, by default 15 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan BackoffMax { get; init => field = Delay(value); } = TimeSpan.FromMinutes(15);

    /// <summary>Changes the visibility timeout of returned messages; <see langword="null"/> to leave it to the queue.</summary>
    public IMessageVisibility? Visibility { get; init; }

    /// <summary>
    /// Sends messages that failed permanently to a dead-letter queue, and they are done; <see langword="null"/> to return them like any other failure.
    /// </summary>
    public IDeadLetterSender? DeadLetters { get; init; }

    /// <summary>
    /// After how many <see cref="DependencyUnavailableException"/> in a row no further message of the batch starts: 0 or more, by default 0, which
    /// means never.
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
    /// Whether the invocation fails if every message of the batch failed, for alarms on the errors of the function. A message that was not attempted
    /// because an earlier one of its group failed, or because of an outage (<see cref="StopAfterConsecutiveOutages"/>), counts as failed. By default
    /// <see langword="false"/>.
    /// </summary>
    public bool ThrowOnFullBatchFailure { get; init; }

    private static TimeSpan Delay(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxDelay);
        return value;
    }
}
