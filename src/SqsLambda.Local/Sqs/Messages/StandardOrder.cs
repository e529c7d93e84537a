namespace SqsLambda.Local.Sqs.Messages;

/// <summary>
/// A standard queue: in the order in which messages became visible, which is SQS's "best-effort ordering". A message group id says which
/// tenant a message is of and neither orders nor blocks (SQS Developer Guide, "Amazon SQS fair queues").
/// </summary>
internal sealed class StandardOrder : IDeliveryOrder
{
    private readonly LinkedList<StoredMessage> _visible = new();

    public bool HasDeliverable => _visible.Count > 0;

    public void Enter(StoredMessage message)
    {
        if (message.State == StoredMessageState.Visible)
        {
            _visible.AddLast(message.Node);
        }
    }

    public void Appear(StoredMessage message) => _visible.AddLast(message.Node);

    public void Leave(StoredMessage message)
    {
        if (message.State == StoredMessageState.Visible)
        {
            _visible.Remove(message.Node);
        }
    }

    public void Take(int max, List<StoredMessage> taken)
    {
        for (; max > 0 && _visible.First is { } first; max--)
        {
            _visible.RemoveFirst();
            first.Value.State = StoredMessageState.InFlight;
            taken.Add(first.Value);
        }
    }

    public void Clear() => _visible.Clear();
}
