namespace SqsLambda.Chaos.Tests.Model;

/// <summary>
/// A standard queue. A message that is delivered is invisible for the visibility timeout, and comes back if it was not deleted until then. Now and then, as
/// SQS may, it delivers a message to two receivers at once, or after it was deleted.
/// </summary>
internal sealed class ModelQueue(Chance chance, Figures figures)
{
    private const double TwiceAtOnce = 0.03;
    private const double AfterDeletion = 0.01;

    private static readonly TimeSpan VisibilityTimeout = RuntimeApi.FunctionTimeout + TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Message> _messages = [];
    private readonly PriorityQueue<(Message Message, DateTime VisibleAt), DateTime> _turns = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastId;
    private bool _isSealed;
    private bool _isClosed;

    /// <summary>How many messages are in the queue.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _messages.Count;
            }
        }
    }

    public void Send(string body)
    {
        lock (_lock)
        {
            string id = $"m{++_lastId}";
            Show(_messages[id] = new(id, body), DateTime.UtcNow);
        }
    }

    /// <summary>Promises that nothing more is sent.</summary>
    /// <returns>A task that completes when every message is deleted.</returns>
    public Task SealAsync()
    {
        lock (_lock)
        {
            _isSealed = true;
            CompleteIfEmpty();
        }

        return _empty.Task;
    }

    /// <summary>Lets all receivers end.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            SignalChange();
        }
    }

    /// <summary>Waits for messages.</summary>
    /// <returns>From 1 to <paramref name="max"/> messages; none if the queue was closed.</returns>
    public async Task<IReadOnlyList<Delivery>> ReceiveAsync(int max, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan wait;
            lock (_lock)
            {
                DateTime now = DateTime.UtcNow;
                List<Delivery> deliveries = _isClosed ? [] : Take(max, now);
                if (_isClosed || deliveries.Count > 0)
                {
                    return deliveries;
                }

                changed = _changed.Task;
                wait = _turns.TryPeek(out _, out DateTime next) ? next - now : Timeout.InfiniteTimeSpan;
            }

            await Task.WhenAny(changed, Task.Delay(wait, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public void Delete(string messageId)
    {
        lock (_lock)
        {
            if (_messages.TryGetValue(messageId, out Message? message) && chance.Is(AfterDeletion))
            {
                figures.Add(Figure.DeliveredAfterDeletion);
                Show(message, DateTime.UtcNow + chance.Time(Soon, Later));
                return;
            }

            _messages.Remove(messageId);
            message?.Deleted.TrySetResult();
            CompleteIfEmpty();
        }
    }

    /// <summary>Waits until messages are deleted.</summary>
    public Task WhenDeletedAsync(IReadOnlyList<Delivery> deliveries)
    {
        lock (_lock)
        {
            return Task.WhenAll(deliveries.Where(delivery => _messages.ContainsKey(delivery.MessageId)).Select(delivery => _messages[delivery.MessageId].Deleted.Task));
        }
    }

    public void ChangeVisibility(string messageId, TimeSpan timeout)
    {
        lock (_lock)
        {
            if (_messages.TryGetValue(messageId, out Message? message))
            {
                Show(message, DateTime.UtcNow + timeout);
            }
        }
    }

    private List<Delivery> Take(int max, DateTime now)
    {
        List<Delivery> deliveries = [];
        while (deliveries.Count < max && _turns.TryPeek(out var turn, out DateTime visibleAt) && visibleAt <= now)
        {
            _turns.Dequeue();
            Message message = turn.Message;
            if (message.VisibleAt != turn.VisibleAt || !_messages.ContainsKey(message.Id))
            {
                continue;
            }

            deliveries.Add(new(message.Id, message.Body, ++message.ReceiveCount));
            bool isTwiceAtOnce = chance.Is(TwiceAtOnce);
            figures.Add(Figure.DeliveredTwiceAtOnce, isTwiceAtOnce ? 1 : 0);
            Show(message, now + (isTwiceAtOnce ? chance.Time(Soon, Later) : VisibilityTimeout));
        }

        figures.Add(Figure.Deliveries, deliveries.Count);
        return deliveries;
    }

    private void Show(Message message, DateTime at)
    {
        message.VisibleAt = at;
        _turns.Enqueue((message, at), at);
        SignalChange();
    }

    private void SignalChange()
    {
        _changed.TrySetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void CompleteIfEmpty()
    {
        if (_isSealed && _messages.Count == 0)
        {
            _empty.TrySetResult();
        }
    }

    private sealed class Message(string id, string body)
    {
        public string Id { get; } = id;

        public string Body { get; } = body;

        public TaskCompletionSource Deleted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DateTime VisibleAt { get; set; }

        public int ReceiveCount { get; set; }
    }
}
