namespace SqsLambda.Local.Sqs.Queues;

/// <summary>The receives that wait, in the order in which they came. Not safe for concurrent use: the queue locks.</summary>
internal sealed class LongPolls
{
    private readonly LinkedList<LongPoll> _polls = new();

    /// <summary>The earliest time at which a poll may end without a message. It may be too early if that poll has left.</summary>
    public long NextDueMs { get; private set; } = long.MaxValue;

    public int Count => _polls.Count;

    /// <summary>The poll that has waited longest, or null.</summary>
    public LongPoll? First => _polls.First?.Value;

    public LinkedListNode<LongPoll> Add(LongPoll poll)
    {
        NextDueMs = Math.Min(NextDueMs, poll.DeadlineMs);
        return _polls.AddLast(poll);
    }

    public void RemoveFirst() => _polls.RemoveFirst();

    /// <summary>Removes a poll, unless it was served or has ended.</summary>
    /// <returns>Whether it was still waiting.</returns>
    public bool Remove(LinkedListNode<LongPoll> node)
    {
        if (node.List is null)
        {
            return false;
        }

        _polls.Remove(node);
        return true;
    }

    /// <summary>Ends the polls whose wait time is over.</summary>
    public void Advance(long nowMs)
    {
        if (nowMs < NextDueMs)
        {
            return;
        }

        NextDueMs = long.MaxValue;
        for (var node = _polls.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.DeadlineMs <= nowMs)
            {
                _polls.Remove(node);
                node.Value.Complete([]);
            }
            else
            {
                NextDueMs = Math.Min(NextDueMs, node.Value.DeadlineMs);
            }

            node = next;
        }
    }

    /// <summary>Ends all polls with an error.</summary>
    public void Fail(Func<SqsException> error)
    {
        foreach (var poll in _polls)
        {
            poll.Fail(error());
        }

        _polls.Clear();
        NextDueMs = long.MaxValue;
    }
}
