namespace SqsLambda.Batch.Failures;

/// <summary>
/// How long SQS can still hide a message: until 12 hours after it was received. It refuses longer times.
/// (Amazon SQS API Reference, ChangeMessageVisibility.)
/// </summary>
/// <param name="Now">The time now.</param>
/// <param name="Elapsed">How long the invocation has been running.</param>
/// <remarks>
/// Lambda does not say how long it kept a batch that it throttled. If SQS refuses such a message, it comes back when its visibility timeout ends.
/// </remarks>
internal readonly record struct LongestDelay(DateTimeOffset Now, TimeSpan Elapsed)
{
    // How long a batch may gather. (Lambda Developer Guide, "Lambda parameters for Amazon SQS event source mappings".)
    private static readonly TimeSpan MaxBatchingWindow = TimeSpan.FromSeconds(300);

    // For clocks that differ, the way from the queue to the function and back, and fractions of a second.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    /// <summary>In whole seconds; less than one if no time is left.</summary>
    public TimeSpan Of(MessageContext message)
    {
        TimeSpan longest = FailurePolicy.MaxDelay - SinceReceive(message) - Slack;
        return TimeSpan.FromSeconds(Math.Floor(longest.TotalSeconds));
    }

    // An event names the time of the first receive. It is the time of this receive only if this is the first one.
    private TimeSpan SinceReceive(MessageContext message) =>
        message is { ReceiveCount: 1, FirstReceiveTime: { } received } && Now - received is var since && since >= Elapsed && since < FailurePolicy.MaxDelay
            ? since
            : Elapsed + MaxBatchingWindow;
}
