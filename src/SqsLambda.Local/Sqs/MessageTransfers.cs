namespace SqsLambda.Local.Sqs;

/// <summary>The messages that come to a queue from another one.</summary>
internal sealed class MessageTransfers(QueueGuard guard)
{
    /// <summary>Takes over a message of a queue whose dead-letter queue this is. If this queue was deleted just now, the message is too.</summary>
    /// <returns>The message as it is here.</returns>
    public Message AcceptDeadLetter(StoredMessage message, string sourceArn)
    {
        try
        {
            return guard.Do((message, sourceArn), static (state, moved, now) => state.AcceptDeadLetter(moved.message, moved.sourceArn, now));
        }
        catch (SqsException) when (guard.IsDeleted)
        {
            return message.Message;
        }
    }
}
