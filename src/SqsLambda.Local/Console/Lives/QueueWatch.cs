using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>Adds what happens to the messages of one queue to the journal.</summary>
internal sealed class QueueWatch(MessageJournal journal, MessageLives lives, TimeProvider timeProvider) : IQueueObserver
{
    void IQueueObserver.OnArrived(MessageArrival arrival) => journal.Add(lives, arrival);

    void IQueueObserver.OnReceived(IReadOnlyList<ReceivedMessage> messages, int? maxReceives, long nowMs) =>
        journal.Add(lives, new QueueEvent.Received(nowMs, messages, maxReceives));

    void IQueueObserver.OnVisibilityChanged(string messageId, long visibleAtMs, long nowMs) =>
        journal.Add(lives, new QueueEvent.VisibilityChanged(nowMs, messageId, visibleAtMs));

    void IQueueObserver.OnVisible(string messageId, long nowMs) => journal.Add(lives, new QueueEvent.BecameVisible(nowMs, messageId));

    void IQueueObserver.OnLeft(string messageId, MessageExit exit, long nowMs) => journal.Add(lives, new QueueEvent.Left(nowMs, messageId, exit));

    void IQueueObserver.OnCleared(IReadOnlyList<string> messageIds, MessageExit exit, long nowMs) =>
        journal.Add(lives, new QueueEvent.Cleared(nowMs, messageIds, exit));

    void IQueueObserver.OnMoved(string messageId, QueuedMessageId to, long nowMs) => journal.Add(lives, new QueueEvent.Moved(nowMs, messageId, to));

    void IQueueObserver.OnDeadLettered(DeadLetteredMessage moved) =>
        journal.Add(lives, new QueueEvent.DeadLettered(timeProvider.GetUtcNow().ToUnixTimeMilliseconds(), moved));
}
