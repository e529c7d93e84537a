using SqsLambda.Local.Sqs.Fifo;

namespace SqsLambda.Local.Sqs.Messages;

internal enum StoredMessageState
{
    Visible,
    Delayed,
    InFlight,

    /// <summary>Out of reach while another queue takes it over. It still counts as visible.</summary>
    Moving,
}

/// <summary>A message in one queue, with what happened to it there. Only its queue touches it, under the queue's lock.</summary>
internal sealed class StoredMessage
{
    public StoredMessage(long number, Message message)
    {
        Number = number;
        Message = message;
        Node = new(this);
    }

    /// <summary>Counts up within the queue: the order in which messages entered it.</summary>
    public long Number { get; }

    public Message Message { get; }

    public StoredMessageState State { get; set; }

    /// <summary>How often the message was received, in all queues that it has been in: <c>ApproximateReceiveCount</c>.</summary>
    public int ReceiveCount { get; set; }

    /// <summary>How often the message was received in this queue: what <c>maxReceiveCount</c> limits.</summary>
    public int ReceivesHere { get; set; }

    public long FirstReceivedAtMs { get; set; }

    public long LastReceivedAtMs { get; set; }

    /// <summary>When the message becomes visible, if it is not.</summary>
    public long VisibleAtMs { get; set; }

    /// <summary>The message's place in the list that its delivery order keeps it in.</summary>
    public LinkedListNode<StoredMessage> Node { get; }

    /// <summary>FIFO queues only.</summary>
    public MessageGroup? Group { get; set; }

    public ref int VisibilityHeapIndex => ref _visibilityHeapIndex;

    public ref int AgeHeapIndex => ref _ageHeapIndex;

    private int _visibilityHeapIndex = -1;
    private int _ageHeapIndex = -1;
}
