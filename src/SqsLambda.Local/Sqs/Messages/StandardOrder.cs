namespace SqsLambda.Local.Sqs.Messages;

/// <summary>
/// The order of a standard queue. New messages come in the order in which they were sent, reappeared messages in the order in which they
/// became visible again. While there are both, they take turns: a reappeared message does not wait behind a backlog of newer ones, and
/// messages that reappear again and again do not hold back new ones.
/// </summary>
/// <remarks>
/// SQS promises "best-effort ordering" only. A message group id neither orders nor blocks (SQS Developer Guide, "Amazon SQS fair queues").
/// </remarks>
internal sealed class StandardOrder : IDeliveryOrder
{
    private readonly LinkedList<StoredMessage> _new = new();
    private readonly LinkedList<StoredMessage> _reappeared = new();
    private bool _newIsNext;

    public bool HasDeliverable => _new.Count > 0 || _reappeared.Count > 0;

    public void Enter(StoredMessage message)
    {
        if (message.State == StoredMessageState.Visible)
        {
            _new.AddLast(message.Node);
        }
    }

    public void Appear(StoredMessage message) => (message.ReceivesHere > 0 ? _reappeared : _new).AddLast(message.Node);

    public void Withdraw(StoredMessage message) => Leave(message);

    public void Leave(StoredMessage message) => message.Node.List?.Remove(message.Node);

    public void Take(int max, List<StoredMessage> taken)
    {
        for (; max > 0 && NextList() is { First: { } first } list; max--)
        {
            list.RemoveFirst();
            first.Value.State = StoredMessageState.InFlight;
            taken.Add(first.Value);
        }
    }

    public void Clear()
    {
        _new.Clear();
        _reappeared.Clear();
    }

    private LinkedList<StoredMessage> NextList()
    {
        if (_new.Count == 0 || _reappeared.Count == 0)
        {
            return _new.Count == 0 ? _reappeared : _new;
        }

        bool takesNew = _newIsNext;
        _newIsNext = !takesNew;
        return takesNew ? _new : _reappeared;
    }
}
