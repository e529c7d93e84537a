using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>
/// Something that happened to messages of a queue: a closed set, beside <see cref="MessageArrival"/>. <see cref="IQueueObserver"/> says what each is.
/// </summary>
/// <param name="AtMs">When it happened, in milliseconds since 1970.</param>
internal abstract record QueueEvent(long AtMs)
{
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(AtMs);

    public sealed record Received(long AtMs, IReadOnlyList<ReceivedMessage> Messages, int? MaxReceives) : QueueEvent(AtMs);

    public sealed record VisibilityChanged(long AtMs, string MessageId, long VisibleAtMs) : QueueEvent(AtMs)
    {
        public DateTimeOffset VisibleAt => DateTimeOffset.FromUnixTimeMilliseconds(VisibleAtMs);
    }

    public sealed record BecameVisible(long AtMs, string MessageId) : QueueEvent(AtMs);

    public sealed record Left(long AtMs, string MessageId, MessageExit Exit) : QueueEvent(AtMs);

    public sealed record Cleared(long AtMs, IReadOnlyList<string> MessageIds, MessageExit Exit) : QueueEvent(AtMs);

    public sealed record Moved(long AtMs, string MessageId, QueuedMessageId To) : QueueEvent(AtMs);

    public sealed record DeadLettered(long AtMs, DeadLetteredMessage Message) : QueueEvent(AtMs);
}
