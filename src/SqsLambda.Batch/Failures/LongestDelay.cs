namespace SqsLambda.Batch.Failures;

/// <summary>
/// For how long SQS would still hide a message: until 12 hours after its receive, and it refuses what goes beyond.
/// (Amazon SQS API Reference, ChangeMessageVisibility.)
/// </summary>
/// <param name="Now">The time now.</param>
/// <param name="Elapsed">For how long the invocation has been running.</param>
/// <remarks>
/// Nothing tells how long Lambda kept a batch that it throttled. Where such a message is refused, it comes back when its visibility timeout ends.
/// </remarks>
internal readonly record struct LongestDelay(DateTimeOffset Now, TimeSpan Elapsed)
{
    // For how long a batch may gather. (Lambda Developer Guide, "Lambda parameters for Amazon SQS event source mappings".)
    private static readonly TimeSpan MaxBatchingWindow = TimeSpan.FromSeconds(300);

    // For clocks that differ, the way from the queue to the function and back, and fractions of a second.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    /// <summary>In whole seconds; less than one where there is no time left.</summary>
    public TimeSpan Of(MessageContext message)
    {
        TimeSpan longest = FailurePolicy.MaxDelay - SinceReceive(message) - Slack;
        return TimeSpan.FromSeconds(Math.Floor(longest.TotalSeconds));
    }

    // An event tells of the first receive, so this delivery's is known where it is the first.
    private TimeSpan SinceReceive(MessageContext message) =>
        message is { ReceiveCount: 1, FirstReceiveTime: { } received } && Now - received is var since && since >= Elapsed && since < FailurePolicy.MaxDelay
            ? since
            : Elapsed + MaxBatchingWindow;
}
