using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Reporting;

/// <summary>Something that happened in a run: a closed set.</summary>
/// <param name="Time">When it happened.</param>
internal abstract record StoryEvent(DateTimeOffset Time)
{
    /// <summary>A message was sent, by this run or by another client.</summary>
    public sealed record MessageSent(DateTimeOffset Time, string MessageId, string Body, string? GroupId = null) : StoryEvent(Time);

    /// <summary>Messages were received.</summary>
    public sealed record MessagesReceived(DateTimeOffset Time, IReadOnlyList<PolledMessage> Messages, int? MaxReceiveCount) : StoryEvent(Time);

    /// <summary>The function said what became of a message.</summary>
    public sealed record ResultKnown(DateTimeOffset Time, MessageResult Result) : StoryEvent(Time);

    /// <summary>An invocation of the function with a batch is about to begin. A fault may invoke it twice with one batch.</summary>
    public sealed record InvocationBegun(DateTimeOffset Time, IReadOnlyList<PolledMessage> Batch) : StoryEvent(Time);

    /// <summary>An invocation of the function with a batch has ended.</summary>
    /// <param name="Time">When it ended.</param>
    /// <param name="Batch">The messages of the batch.</param>
    /// <param name="RequestId">Its request id; <see langword="null"/> if it was throttled or the function has not seen the batch.</param>
    public sealed record InvocationEnded(DateTimeOffset Time, IReadOnlyList<PolledMessage> Batch, string? RequestId) : StoryEvent(Time);

    /// <summary>The function was invoked with a batch.</summary>
    public sealed record BatchInvoked(DateTimeOffset Time, IReadOnlyList<PolledMessage> Batch) : StoryEvent(Time);

    /// <summary>The invocation of a batch was throttled, and is tried again while its messages are hidden.</summary>
    /// <param name="Time">When it happened.</param>
    /// <param name="Batch">The messages of the batch.</param>
    /// <param name="Cause">What throttled it, such as "by --fault-throttle"; <see langword="null"/> if that is not known.</param>
    public sealed record BatchThrottled(DateTimeOffset Time, IReadOnlyList<PolledMessage> Batch, string? Cause) : StoryEvent(Time);

    /// <summary>Messages were deleted, as the function was done with them.</summary>
    public sealed record MessagesDeleted(DateTimeOffset Time, IReadOnlyList<PolledMessage> Messages) : StoryEvent(Time);

    /// <summary>Messages were deleted, as they match no filter.</summary>
    public sealed record MessagesFilteredOut(DateTimeOffset Time, IReadOnlyList<PolledMessage> Messages) : StoryEvent(Time);

    /// <summary>Messages stay in the queue after their delivery.</summary>
    /// <param name="Time">When it happened.</param>
    /// <param name="Messages">The messages, with the time when they become visible again.</param>
    /// <param name="BatchFailure">Why the whole batch failed; <see langword="null"/> if the function named these messages.</param>
    /// <param name="MaxReceiveCount">Receives before a message goes to the dead-letter queue; <see langword="null"/> without one.</param>
    public sealed record MessagesReturned(
        DateTimeOffset Time, IReadOnlyList<PolledMessage> Messages, string? BatchFailure, int? MaxReceiveCount) : StoryEvent(Time);

    /// <summary>Messages did not fit in a batch and stay in the queue.</summary>
    public sealed record MessagesForgotten(DateTimeOffset Time, IReadOnlyList<PolledMessage> Messages) : StoryEvent(Time);

    /// <summary>A message that is done could not be deleted, and comes back.</summary>
    public sealed record MessageNotDeleted(DateTimeOffset Time, PolledMessage Message, string Reason) : StoryEvent(Time);

    /// <summary>The queue moved a message to its dead-letter queue.</summary>
    public sealed record MessageDeadLettered(DateTimeOffset Time, string MessageId, int ReceiveCount, string QueueName) : StoryEvent(Time);

    /// <summary>Nothing is left in a queue that does not say which messages it moved to its dead-letter queue.</summary>
    public sealed record QueueEmptied(DateTimeOffset Time, string DeadLetterQueue) : StoryEvent(Time);

    /// <summary>The run does not wait any longer for what is under way.</summary>
    public sealed record DeliveriesAbandoned(DateTimeOffset Time, TimeSpan Waited) : StoryEvent(Time);

    /// <summary>A poll failed, and is tried again.</summary>
    public sealed record PollFailed(DateTimeOffset Time, string Reason) : StoryEvent(Time);

    /// <summary>The function wrote a line to its log.</summary>
    public sealed record Logged(DateTimeOffset Time, string Line) : StoryEvent(Time);

    /// <summary>A line of another kind.</summary>
    public sealed record Noted(DateTimeOffset Time, StoryLine Line) : StoryEvent(Time);

    /// <summary>Somebody waits until all that happened before has been told.</summary>
    public sealed record Flushed(DateTimeOffset Time, TaskCompletionSource Told) : StoryEvent(Time);
}
