using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.Sqs.Fifo;

/// <summary>The messages of one group of a FIFO queue, in the order in which they were sent.</summary>
internal sealed class MessageGroup
{
    public MessageGroup(string id)
    {
        Id = id;
        ReadyNode = new(this);
    }

    public string Id { get; }

    public LinkedList<StoredMessage> Messages { get; } = new();

    /// <summary>The group's place in the list of groups with a message to deliver.</summary>
    public LinkedListNode<MessageGroup> ReadyNode { get; }
}
