namespace SqsLambda.Local.Sqs.Fifo;

/// <summary>
/// The deduplication ids of the last 5 minutes, also of messages that were deleted (SQS Developer Guide, "Exactly-once processing
/// in Amazon SQS"). Not safe for concurrent use: the queue locks.
/// </summary>
internal sealed class DeduplicationMemory
{
    private static readonly long IntervalMs = (long)SqsLimits.DeduplicationInterval.TotalMilliseconds;

    private readonly Dictionary<Key, Original> _originals = [];
    private readonly Queue<(long ExpiresAtMs, Key Key)> _byAge = new();

    /// <summary>When the next id is forgotten.</summary>
    public long NextDueMs => _byAge.TryPeek(out var first) ? first.ExpiresAtMs : long.MaxValue;

    /// <summary>How many ids are remembered.</summary>
    public int Count => _originals.Count;

    /// <summary>Finds the message that was first sent with a deduplication id.</summary>
    /// <param name="groupId">The message group to which the id applies. Null: the whole queue.</param>
    /// <param name="deduplicationId">The id.</param>
    /// <param name="original">The message that was sent.</param>
    public bool TryFind(string? groupId, string deduplicationId, out Original original) =>
        _originals.TryGetValue(new(groupId, deduplicationId), out original);

    /// <summary>Remembers the id of a new message.</summary>
    public void Add(string? groupId, string deduplicationId, Original original, long nowMs)
    {
        var key = new Key(groupId, deduplicationId);
        _originals.Add(key, original);
        _byAge.Enqueue((nowMs + IntervalMs, key));
    }

    public void Advance(long nowMs)
    {
        while (_byAge.TryPeek(out var first) && first.ExpiresAtMs <= nowMs)
        {
            _originals.Remove(_byAge.Dequeue().Key);
            if (_byAge.Count == 0)
            {
                // Memory that a burst needed is released.
                _originals.TrimExcess();
                _byAge.TrimExcess();
            }
        }
    }

    public void Clear()
    {
        _originals.Clear();
        _byAge.Clear();
    }

    /// <summary>The ids in the answer to a duplicate.</summary>
    public readonly record struct Original(string MessageId, string SequenceNumber);

    private readonly record struct Key(string? GroupId, string DeduplicationId);
}
