namespace SqsLambda.Batch.Failures;

/// <summary>For how long each message that is returned is to be hidden, if for longer or shorter than its visibility timeout.</summary>
/// <param name="policy">The policy.</param>
/// <param name="breaker">What is known of outages.</param>
/// <param name="longest">What SQS allows.</param>
internal sealed class RetryDelays(FailurePolicy policy, OutageBreaker breaker, LongestDelay longest)
{
    // The other lease has surely ended then.
    private static readonly TimeSpan AfterLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>The delay of one message, in whole seconds; <see langword="null"/> to leave it to its visibility timeout.</summary>
    /// <remarks>
    /// A handler that did not finish may still run, in this invocation or in a later one that thaws it, so its message is not brought back
    /// before the queue's visibility timeout, which is set to outlast the function.
    /// </remarks>
    public TimeSpan? Of(MessageContext message, MessageOutcome outcome) => Wish(message, outcome) is { } wish ? Allowed(wish, longest.Of(message)) : null;

    private TimeSpan? Wish(MessageContext message, MessageOutcome outcome) => outcome switch
    {
        MessageOutcome.InProgress inProgress => inProgress.LeaseEnd - longest.Now + AfterLease,
        MessageOutcome.Failed { Exception: DependencyUnavailableException { RetryAfter: { } after } } => Longer(after, Backoff(message)),
        MessageOutcome.Failed or MessageOutcome.PermanentlyFailed => Backoff(message),
        MessageOutcome.NotAttempted when ReferenceEquals(outcome, Reasons.DependencyUnavailable) => breaker.RetryAfter,
        _ => null,
    };

    // Capped exponential backoff with full jitter: the k-th receive waits for up to base times 2 to the k-1.
    private TimeSpan? Backoff(MessageContext message)
    {
        if (policy.BackoffBase == TimeSpan.Zero)
        {
            return null;
        }

        double seconds = policy.BackoffBase.TotalSeconds * Math.Pow(2, Math.Min(message.ReceiveCount - 1, 30));
        return TimeSpan.FromSeconds(policy.Random.NextDouble() * Math.Min(seconds, policy.BackoffMax.TotalSeconds));
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan? other) => other > one ? other.Value : one;

    private static TimeSpan? Allowed(TimeSpan wish, TimeSpan longest)
    {
        double seconds = Math.Min(Math.Max(Math.Ceiling(wish.TotalSeconds), Second.TotalSeconds), longest.TotalSeconds);
        return seconds < Second.TotalSeconds ? null : TimeSpan.FromSeconds(seconds);
    }
}
