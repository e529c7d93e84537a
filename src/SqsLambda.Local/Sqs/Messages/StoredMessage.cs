using SqsLambda.Local.Sqs.Fifo;

namespace SqsLambda.Local.Sqs.Messages;

internal enum StoredMessageState
{
    Visible,
    Delayed,
    InFlight,

    /// <summary>Cannot be received while another queue takes it over. It still counts as visible.</summary>
    Moving,
}

/// <summary>A message in a queue, with its state there. Only its queue uses it, under the queue's lock.</summary>
internal sealed class StoredMessage
{
    public StoredMessage(long number, Message message)
    {
        Number = number;
        Message = message;
        Node = new(this);
    }

    /// <summary>The message's number in the queue. A later message has a larger number.</summary>
    public long Number { get; }

    public Message Message { get; }

    public StoredMessageState State { get; set; }

    /// <summary>How often the message was received in all its queues: <c>ApproximateReceiveCount</c>.</summary>
    public int ReceiveCount { get; set; }

    /// <summary>How often the message was received in this queue. <c>maxReceiveCount</c> limits it.</summary>
    public int ReceivesHere { get; set; }

    public long FirstReceivedAtMs { get; set; }

    public long LastReceivedAtMs { get; set; }

    /// <summary>When the message becomes visible, if it is not.</summary>
    public long VisibleAtMs { get; set; }

    /// <summary>The message's place in a list of its delivery order.</summary>
    public LinkedListNode<StoredMessage> Node { get; }

    /// <summary>FIFO queues only.</summary>
    public MessageGroup? Group { get; set; }

    public ref int VisibilityHeapIndex => ref _visibilityHeapIndex;

    public ref int AgeHeapIndex => ref _ageHeapIndex;

    private int _visibilityHeapIndex = -1;
    private int _ageHeapIndex = -1;
}
