using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.WebConsole;

/// <summary>Something that happened to messages of a queue: a closed set. <see cref="IQueueObserver"/> says what each is.</summary>
/// <param name="At">When it happened.</param>
internal abstract record QueueEvent(DateTimeOffset At)
{
    public sealed record Arrived(DateTimeOffset At, MessageArrival Arrival) : QueueEvent(At);

    public sealed record Received(DateTimeOffset At, IReadOnlyList<ReceivedMessage> Messages, int? MaxReceives) : QueueEvent(At);

    public sealed record VisibilityChanged(DateTimeOffset At, string MessageId, DateTimeOffset VisibleAt) : QueueEvent(At);

    public sealed record BecameVisible(DateTimeOffset At, string MessageId) : QueueEvent(At);

    public sealed record Left(DateTimeOffset At, IReadOnlyList<string> MessageIds, MessageExit Exit) : QueueEvent(At);

    public sealed record Moved(DateTimeOffset At, string MessageId, QueuedMessageId To) : QueueEvent(At);

    public sealed record DeadLettered(DateTimeOffset At, DeadLetteredMessage Message) : QueueEvent(At);
}
