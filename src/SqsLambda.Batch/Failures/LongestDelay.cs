namespace SqsLambda.Batch.Failures;

/// <summary>
/// Computes how long SQS can still hide a message: until 12 hours after it was received. SQS refuses longer times. (Amazon SQS API Reference,
/// ChangeMessageVisibility.)
/// </summary>
/// <param name="Now">The time now.</param>
/// <param name="Elapsed">How long the invocation has been running.</param>
/// <remarks>
/// If Lambda throttled a batch before this invocation, the time since the receive is not known and the result may be too long. If SQS then
/// refuses it, the message comes back when its visibility timeout ends.
/// </remarks>
internal readonly record struct LongestDelay(DateTimeOffset Now, TimeSpan Elapsed)
{
    // The maximum batching window of Lambda. (Lambda Developer Guide, "Lambda parameters for Amazon SQS event source mappings".)
    private static readonly TimeSpan MaxBatchingWindow = TimeSpan.FromSeconds(300);

    // Allows for clock differences, for the time between the queue and the function, and for rounding.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    /// <summary>The longest delay of a message in whole seconds; less than 1 s if no time is left.</summary>
    public TimeSpan Of(MessageContext message)
    {
        TimeSpan longest = FailurePolicy.MaxDelay - SinceReceive(message) - Slack;
        return TimeSpan.FromSeconds(Math.Floor(longest.TotalSeconds));
    }

    // The record contains the time of the first receive. So the time of this receive is known only if it is the first one.
    private TimeSpan SinceReceive(MessageContext message) =>
        message is { ReceiveCount: 1, FirstReceiveTime: { } received } && Now - received is var since && since >= Elapsed && since < FailurePolicy.MaxDelay
            ? since
            : Elapsed + MaxBatchingWindow;
}
