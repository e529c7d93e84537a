using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Failures;

/// <summary>Computes how long to hide each returned message.</summary>
/// <param name="policy">The policy.</param>
/// <param name="outages">The outages of the batch.</param>
/// <param name="longest">The limit of SQS.</param>
/// <param name="runtime">Provides the random numbers for the jitter.</param>
internal sealed class RetryDelays(FailurePolicy policy, OutageBreaker outages, LongestDelay longest, BatchRuntime runtime)
{
    // Waits a little longer than the lease of the other invocation, so that it has certainly ended.
    private static readonly TimeSpan AfterLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Returns the delay of one message in whole seconds; <see langword="null"/> to keep its visibility timeout.</summary>
    /// <remarks>
    /// A handler that did not finish may still run, even during a later invocation in the same environment. So its message keeps the visibility
    /// timeout of the queue, which is longer than the timeout of the function.
    /// </remarks>
    public TimeSpan? Of(MessageContext message, MessageOutcome outcome) =>
        Wanted(message, Outcomes.Describe(outcome)) is { } wanted ? Allowed(wanted, longest.Of(message)) : null;

    private TimeSpan? Wanted(MessageContext message, OutcomeDescription outcome) => outcome.Retry switch
    {
        RetryKind.LeaseEnd => outcome.LeaseEnd - longest.Now + AfterLease,
        RetryKind.Backoff => Longer(outcome.RetryAfter, Backoff(message)),
        RetryKind.Outage => outages.RetryAfter,
        _ => null,
    };

    /// <summary>
    /// Capped exponential backoff with full jitter: after receive k, a random time up to base * 2^(k - 1), but no more than the maximum.
    /// </summary>
    private TimeSpan? Backoff(MessageContext message)
    {
        if (policy.BackoffBase == TimeSpan.Zero)
        {
            return null;
        }

        double seconds = policy.BackoffBase.TotalSeconds * Math.Pow(2, Math.Min(message.ReceiveCount - 1, 30));
        return TimeSpan.FromSeconds(runtime.NextDouble() * Math.Min(seconds, policy.BackoffMax.TotalSeconds));
    }

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other : one;

    private static TimeSpan? Allowed(TimeSpan wanted, TimeSpan longest)
    {
        double seconds = Math.Min(Math.Max(Math.Ceiling(wanted.TotalSeconds), Second.TotalSeconds), longest.TotalSeconds);
        return seconds < Second.TotalSeconds ? null : TimeSpan.FromSeconds(seconds);
    }
}
