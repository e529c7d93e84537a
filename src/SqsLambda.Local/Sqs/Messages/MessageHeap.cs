namespace SqsLambda.Local.Sqs.Messages;

/// <summary>The key by which a heap orders messages, and the place of a message in the heap.</summary>
internal interface IHeapOrder
{
    static abstract long KeyOf(StoredMessage message);

    static abstract ref int IndexOf(StoredMessage message);
}

/// <summary>Orders hidden messages by the time at which they become visible.</summary>
internal readonly struct ByVisibleAt : IHeapOrder
{
    public static long KeyOf(StoredMessage message) => message.VisibleAtMs;

    public static ref int IndexOf(StoredMessage message) => ref message.VisibilityHeapIndex;
}

/// <summary>Orders messages by the time at which they were enqueued.</summary>
internal readonly struct ByAge : IHeapOrder
{
    public static long KeyOf(StoredMessage message) => message.Message.EnqueuedAtMs;

    public static ref int IndexOf(StoredMessage message) => ref message.AgeHeapIndex;
}

/// <summary>
/// A binary min-heap from which any message can be removed in O(log n). So a deleted message does not stay in the heap until its visibility
/// timeout ends, which may take 12 hours.
/// </summary>
internal sealed class MessageHeap<TOrder>
    where TOrder : struct, IHeapOrder
{
    private const int Absent = -1;

    private StoredMessage[] _items = [];

    public int Count { get; private set; }

    /// <summary>The first message, or null.</summary>
    public StoredMessage? First => Count > 0 ? _items[0] : null;

    public IEnumerable<StoredMessage> All => _items.Take(Count);

    public void Add(StoredMessage message)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(16, Count * 2));
        }

        SiftUp(Count++, message);
    }

    /// <summary>Removes a message. Does nothing if the heap does not hold it.</summary>
    public void Remove(StoredMessage message)
    {
        int index = TOrder.IndexOf(message);
        if (index == Absent)
        {
            return;
        }

        TOrder.IndexOf(message) = Absent;
        var last = _items[--Count];
        _items[Count] = null!;
        if (!ReferenceEquals(last, message))
        {
            SiftDown(index, last);
            SiftUp(TOrder.IndexOf(last), last);
        }

        if (_items.Length > 64 && Count < _items.Length / 4)
        {
            Array.Resize(ref _items, _items.Length / 2);
        }
    }

    public void Clear()
    {
        _items = [];
        Count = 0;
    }

    private void SiftUp(int index, StoredMessage message)
    {
        while (index > 0 && Precedes(message, _items[(index - 1) / 2]))
        {
            Place(index, _items[(index - 1) / 2]);
            index = (index - 1) / 2;
        }

        Place(index, message);
    }

    private void SiftDown(int index, StoredMessage message)
    {
        while ((2 * index) + 1 < Count)
        {
            int child = (2 * index) + 1;
            if (child + 1 < Count && Precedes(_items[child + 1], _items[child]))
            {
                child++;
            }

            if (!Precedes(_items[child], message))
            {
                break;
            }

            Place(index, _items[child]);
            index = child;
        }

        Place(index, message);
    }

    private void Place(int index, StoredMessage message)
    {
        _items[index] = message;
        TOrder.IndexOf(message) = index;
    }

    // Messages with the same time keep the order in which they were sent.
    private static bool Precedes(StoredMessage a, StoredMessage b)
    {
        long difference = TOrder.KeyOf(a) - TOrder.KeyOf(b);
        return difference < 0 || (difference == 0 && a.Number < b.Number);
    }
}
