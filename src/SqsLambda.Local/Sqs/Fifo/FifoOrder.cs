using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.Sqs.Fifo;

/// <summary>
/// A FIFO queue: within a group strictly as sent, and nothing of a group behind a message that is in flight or delayed. What is in front of
/// a message in flight is not held back by it. Of each group as many messages as possible, then the next group; groups take turns.
/// </summary>
/// <remarks>SQS Developer Guide, "FIFO queue and message group ID" and "FIFO delivery logic".</remarks>
internal sealed class FifoOrder : IDeliveryOrder
{
    private readonly Dictionary<string, MessageGroup> _groups = new(StringComparer.Ordinal);

    // The groups whose first message is visible, the one that has been so for longest first.
    private readonly LinkedList<MessageGroup> _ready = new();

    public bool HasDeliverable => _ready.Count > 0;

    public void Enter(StoredMessage message)
    {
        string id = message.Message.GroupId!;
        if (!_groups.TryGetValue(id, out var group))
        {
            _groups.Add(id, group = new(id));
        }

        message.Group = group;
        group.Messages.AddLast(message.Node);
        Refresh(group);
    }

    public void Appear(StoredMessage message) => Refresh(message.Group!);

    public void Leave(StoredMessage message)
    {
        var group = message.Group!;
        group.Messages.Remove(message.Node);
        Refresh(group);
        if (group.Messages.Count == 0)
        {
            _groups.Remove(group.Id);
        }
    }

    public void Take(int max, List<StoredMessage> taken)
    {
        while (max > 0 && _ready.First is { } ready)
        {
            _ready.RemoveFirst();
            for (var node = ready.Value.Messages.First; max > 0 && node?.Value.State == StoredMessageState.Visible; node = node.Next)
            {
                node.Value.State = StoredMessageState.InFlight;
                taken.Add(node.Value);
                max--;
            }
        }
    }

    public void Clear()
    {
        _groups.Clear();
        _ready.Clear();
    }

    private void Refresh(MessageGroup group)
    {
        bool isReady = group.Messages.First?.Value.State == StoredMessageState.Visible;
        bool wasReady = group.ReadyNode.List is not null;
        if (isReady && !wasReady)
        {
            _ready.AddLast(group.ReadyNode);
        }
        else if (!isReady && wasReady)
        {
            _ready.Remove(group.ReadyNode);
        }
    }
}
