namespace SqsLambda.Batch.Failures;

/// <summary>What happens to the messages of a batch that are not done. By default they come back when their visibility timeout ends.</summary>
public sealed record FailurePolicy
{
    /// <summary>The longest a message can be hidden: 12 hours from its receive. (Amazon SQS API Reference, ChangeMessageVisibility.)</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromHours(12);

    /// <summary>
    /// How long a message that failed is hidden after its first receive, at most: the delay doubles with each receive and is then drawn
    /// between nothing and that (full jitter). 0 to 12 hours, by default 0: off.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan BackoffBase { get; init => field = Delay(value); }

    /// <summary>What the delay does not double beyond: 0 to 12 hours, by default 15 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan BackoffMax { get; init => field = Delay(value); } = TimeSpan.FromMinutes(15);

    /// <summary>Hides what is returned; <see langword="null"/> to leave it to the queue's visibility timeout.</summary>
    public IMessageVisibility? Visibility { get; init; }

    /// <summary>Takes what failed permanently, which is then done; <see langword="null"/> to return it like any other failure.</summary>
    public IDeadLetterSender? DeadLetters { get; init; }

    /// <summary>
    /// After how many <see cref="DependencyUnavailableException"/> in a row no further message of the batch starts: 0 or more, by default 0:
    /// never.
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
    /// Whether the invocation fails where the batch failed wholly, for alarms that watch the function's errors: where each message was tried
    /// and failed, or was kept from starting by an outage that others of it met (<see cref="StopAfterConsecutiveOutages"/>). A message that is
    /// done, in progress elsewhere, or not attempted for another reason keeps it from that.
    /// </summary>
    public bool ThrowOnFullBatchFailure { get; init; }

    /// <summary>Draws the jitter of <see cref="BackoffBase"/>.</summary>
    public Random Random { get; init; } = Random.Shared;

    private static TimeSpan Delay(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxDelay);
        return value;
    }
}
