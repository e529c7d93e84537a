using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.WebConsole;

/// <summary>Adds what happens to the messages of one queue to the journal.</summary>
internal sealed class QueueWatch(MessageJournal journal, MessageLives lives, TimeProvider timeProvider) : IQueueObserver
{
    void IQueueObserver.OnArrived(MessageArrival arrival) => Add(new QueueEvent.Arrived(At(arrival.NowMs), arrival));

    void IQueueObserver.OnReceived(IReadOnlyList<ReceivedMessage> messages, int? maxReceives, long nowMs) =>
        Add(new QueueEvent.Received(At(nowMs), messages, maxReceives));

    void IQueueObserver.OnVisibilityChanged(string messageId, long visibleAtMs, long nowMs) =>
        Add(new QueueEvent.VisibilityChanged(At(nowMs), messageId, At(visibleAtMs)));

    void IQueueObserver.OnVisible(string messageId, long nowMs) => Add(new QueueEvent.BecameVisible(At(nowMs), messageId));

    void IQueueObserver.OnLeft(string messageId, MessageExit exit, long nowMs) => Add(new QueueEvent.Left(At(nowMs), [messageId], exit));

    void IQueueObserver.OnCleared(IReadOnlyList<string> messageIds, MessageExit exit, long nowMs) =>
        Add(new QueueEvent.Left(At(nowMs), messageIds, exit));

    void IQueueObserver.OnMoved(string messageId, QueuedMessageId to, long nowMs) => Add(new QueueEvent.Moved(At(nowMs), messageId, to));

    void IQueueObserver.OnDeadLettered(DeadLetteredMessage moved) => Add(new QueueEvent.DeadLettered(timeProvider.GetUtcNow(), moved));

    private void Add(QueueEvent happened) => journal.Add(lives, happened);

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
