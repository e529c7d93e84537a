using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Sqs.Messages;

/// <summary>
/// The messages of one queue, and their visibility over time. Every change is O(log n). Not safe for concurrent use: the queue locks.
/// </summary>
internal sealed class MessageStore(IDeliveryOrder order, QueueObservers observers)
{
    private readonly Dictionary<long, StoredMessage> _messages = [];
    private readonly MessageHeap<ByVisibleAt> _hidden = new();
    private readonly MessageHeap<ByAge> _byAge = new();
    private readonly List<StoredMessage> _candidates = [];
    private long _lastNumber;

    /// <summary>The messages, in no order.</summary>
    public IReadOnlyCollection<StoredMessage> All => _messages.Values;

    public int Count => _messages.Count;

    public int Delayed { get; private set; }

    public int InFlight => _hidden.Count - Delayed;

    public int Visible => _messages.Count - _hidden.Count;

    /// <summary>When the oldest message was enqueued, in milliseconds since 1970, or null if there is none.</summary>
    public long? OldestMs => _byAge.First?.Message.EnqueuedAtMs;

    public bool HasDeliverable => order.HasDeliverable;

    public StoredMessage? Find(long number) => _messages.GetValueOrDefault(number);

    /// <summary>Finds a message by its id, in O(n). A message that another queue takes over is not found.</summary>
    public StoredMessage? Find(string messageId) =>
        _messages.Values.FirstOrDefault(message => message.Message.MessageId == messageId && message.State != StoredMessageState.Moving);

    /// <summary>Adds a message that becomes visible at a given time.</summary>
    /// <param name="message">The message.</param>
    /// <param name="visibleAtMs">When it becomes visible.</param>
    /// <param name="nowMs">The time now.</param>
    /// <param name="receiveCount">How often the message was received in other queues.</param>
    /// <param name="firstReceivedAtMs">When the message was first received, or 0.</param>
    public void Add(Message message, long visibleAtMs, long nowMs, int receiveCount = 0, long firstReceivedAtMs = 0)
    {
        var stored = new StoredMessage(++_lastNumber, message) { ReceiveCount = receiveCount, FirstReceivedAtMs = firstReceivedAtMs };
        _messages.Add(stored.Number, stored);
        _byAge.Add(stored);
        if (visibleAtMs > nowMs)
        {
            stored.State = StoredMessageState.Delayed;
            stored.VisibleAtMs = visibleAtMs;
            _hidden.Add(stored);
            Delayed++;
        }

        order.Enter(stored);
    }

    /// <summary>Receives up to <paramref name="max"/> messages.</summary>
    /// <param name="max">The maximum number of messages.</param>
    /// <param name="nowMs">The time now.</param>
    /// <param name="visibilityTimeoutMs">How long they are hidden. 0: they stay visible.</param>
    /// <param name="maxReceives">A message that was received this often in this queue is removed instead.</param>
    /// <param name="exhausted">Called with each removed message, in order.</param>
    /// <returns>The messages received, in order.</returns>
    public List<StoredMessage> Take(int max, long nowMs, long visibilityTimeoutMs, int maxReceives, Action<StoredMessage> exhausted)
    {
        List<StoredMessage> taken = [];
        max = Math.Min(max, SqsLimits.InFlightMessages - InFlight);
        while (taken.Count < max && order.HasDeliverable)
        {
            _candidates.Clear();
            order.Take(max - taken.Count, _candidates);
            foreach (var candidate in _candidates)
            {
                if (candidate.ReceivesHere < maxReceives)
                {
                    taken.Add(candidate);
                }
                else
                {
                    Remove(candidate);
                    exhausted(candidate);
                }
            }
        }

        foreach (var message in taken)
        {
            message.ReceiveCount++;
            message.ReceivesHere++;
            message.LastReceivedAtMs = nowMs;
            message.FirstReceivedAtMs = message.FirstReceivedAtMs == 0 ? nowMs : message.FirstReceivedAtMs;
            Hide(message, nowMs + visibilityTimeoutMs, nowMs);
        }

        return taken;
    }

    /// <summary>Takes the next visible message out of reach. This does not count as a receive.</summary>
    /// <returns>The message, or null if there is none.</returns>
    public StoredMessage? BeginMove()
    {
        _candidates.Clear();
        order.Take(1, _candidates);
        if (_candidates is not [var message])
        {
            return null;
        }

        message.State = StoredMessageState.Moving;
        return message;
    }

    /// <summary>Takes a visible message out of reach. This does not count as a receive.</summary>
    /// <returns>The message, or null if there is no visible message of that id.</returns>
    public StoredMessage? BeginMove(string messageId)
    {
        if (Find(messageId) is not { State: StoredMessageState.Visible } message)
        {
            return null;
        }

        message.State = StoredMessageState.Moving;
        order.Withdraw(message);
        return message;
    }

    /// <summary>Removes a message that was moved, or makes it visible again.</summary>
    /// <returns>Whether it still existed: it may have been deleted, or its retention may have ended.</returns>
    public bool EndMove(StoredMessage message, bool isMoved)
    {
        if (!_messages.ContainsKey(message.Number))
        {
            return false;
        }

        if (isMoved)
        {
            Remove(message);
        }
        else
        {
            Appear(message);
        }

        return true;
    }

    /// <summary>Changes when a message in flight becomes visible. A time that is not in the future makes it visible now.</summary>
    public void Hide(StoredMessage message, long visibleAtMs, long nowMs)
    {
        _hidden.Remove(message);
        message.VisibleAtMs = visibleAtMs;
        if (visibleAtMs > nowMs)
        {
            _hidden.Add(message);
        }
        else
        {
            Appear(message);
        }
    }

    /// <summary>Changes the delay of the messages that are still delayed.</summary>
    public void Reschedule(long delayMs, long nowMs)
    {
        foreach (var message in _hidden.All.Where(message => message.State == StoredMessageState.Delayed).ToList())
        {
            _hidden.Remove(message);
            message.VisibleAtMs = message.Message.EnqueuedAtMs + delayMs;
            _hidden.Add(message);
            foreach (IQueueObserver observer in observers.All)
            {
                observer.OnVisibilityChanged(message.Message.MessageId, message.VisibleAtMs, nowMs);
            }
        }
    }

    public void Remove(StoredMessage message)
    {
        if (message.State == StoredMessageState.Delayed)
        {
            Delayed--;
        }

        _messages.Remove(message.Number);
        _hidden.Remove(message);
        _byAge.Remove(message);
        order.Leave(message);
    }

    public void Clear()
    {
        _messages.Clear();
        _hidden.Clear();
        _byAge.Clear();
        order.Clear();
        Delayed = 0;
    }

    /// <summary>Makes messages visible whose delay or visibility timeout has ended, and removes those older than the retention period.</summary>
    public void Advance(long nowMs, long retentionMs)
    {
        while (_byAge.First is { } oldest && oldest.Message.EnqueuedAtMs + retentionMs <= nowMs)
        {
            Remove(oldest);
            foreach (IQueueObserver observer in observers.All)
            {
                observer.OnLeft(oldest.Message.MessageId, MessageExit.Expired, nowMs);
            }
        }

        while (_hidden.First is { } due && due.VisibleAtMs <= nowMs)
        {
            _hidden.Remove(due);
            Appear(due);
            foreach (IQueueObserver observer in observers.All)
            {
                observer.OnVisible(due.Message.MessageId, nowMs);
            }
        }
    }

    /// <summary>When <see cref="Advance"/> must be called next, in milliseconds since 1970.</summary>
    public long NextDueMs(long retentionMs) => Math.Min(
        _hidden.First?.VisibleAtMs ?? long.MaxValue,
        _byAge.First is { } oldest ? oldest.Message.EnqueuedAtMs + retentionMs : long.MaxValue);

    private void Appear(StoredMessage message)
    {
        if (message.State == StoredMessageState.Delayed)
        {
            Delayed--;
        }

        message.State = StoredMessageState.Visible;
        order.Appear(message);
    }
}
