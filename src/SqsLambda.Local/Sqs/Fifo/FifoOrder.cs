using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.Sqs.Fifo;

/// <summary>
/// The order of a FIFO queue. The messages of a group come in the order in which they were sent. A message in flight or delayed blocks the
/// later messages of its group, not the earlier ones. A receive takes as many messages of a group as possible, then goes to the next group.
/// </summary>
/// <remarks>SQS Developer Guide, "FIFO queue and message group ID" and "FIFO delivery logic".</remarks>
internal sealed class FifoOrder : IDeliveryOrder
{
    private readonly Dictionary<string, MessageGroup> _groups = new(StringComparer.Ordinal);

    // The groups whose first message is visible, in the order in which it became visible.
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

    public void Withdraw(StoredMessage message) => Refresh(message.Group!);

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
