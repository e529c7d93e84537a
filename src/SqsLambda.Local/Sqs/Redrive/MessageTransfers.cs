using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>The messages that come to a queue from another one, or leave it for another one. Nothing comes to or leaves a deleted queue.</summary>
internal sealed class MessageTransfers(QueueGuard guard)
{
    /// <summary>Takes over a message of a queue whose dead-letter queue this is. If this queue was deleted just now, the message is too.</summary>
    /// <returns>The message as it is here.</returns>
    public Message AcceptDeadLetter(StoredMessage message, string sourceArn) => guard.TryDo(
        (message, sourceArn), static (state, moved, now) => state.AcceptDeadLetter(moved.message, moved.sourceArn, now), out var accepted)
        ? accepted
        : message.Message;

    /// <summary>Takes over a message of a dead-letter queue, as a new one.</summary>
    /// <returns>False when this queue has been deleted.</returns>
    public bool TryAcceptMoved(Message message) =>
        guard.TryDo(message, static (state, moved, now) => state.AcceptMoved(moved, now), out _);

    /// <summary>Puts the next message that could be received out of reach, until <see cref="EndMove"/> says what became of it.</summary>
    /// <returns>The message, or null when there is none.</returns>
    public StoredMessage? BeginMove() => guard.TryDo(0, static (state, _, _) => state.BeginMove(), out var message) ? message : null;

    /// <summary>Removes a message that was moved, or lets it be received again in its old place.</summary>
    public void EndMove(StoredMessage message, bool isMoved) =>
        guard.TryDo((message, isMoved), static (state, move, _) => state.EndMove(move.message, move.isMoved), out _);
}
