namespace SqsLambda.Batch.Idempotency;

/// <summary>The work that a handler enlists. Safe for concurrent use. The arrays are replaced, never changed, so that a reader needs no lock.</summary>
internal struct WorkList
{
    private static readonly object[] None = [];
    private static readonly object[] Closed = [nameof(Closed)];

    private object[]? _items;
    private object[]? _taken;

    public readonly IReadOnlyList<object> Items => _taken ?? _items ?? None;

    /// <exception cref="InvalidOperationException">The work was taken.</exception>
    public void Add(object work)
    {
        while (true)
        {
            object[]? before = Volatile.Read(ref _items);
            if (before == Closed)
            {
                throw new InvalidOperationException("The handler of the message has ended, so nothing can be enlisted any more.");
            }

            if (Interlocked.CompareExchange(ref _items, [.. before ?? None, work], before) == before)
            {
                return;
            }
        }
    }

    /// <summary>Goes back to the items of an earlier moment, unless the work was taken.</summary>
    public void Restore(IReadOnlyList<object> items)
    {
        object[]? after = Volatile.Read(ref _items);
        if (after != Closed)
        {
            Interlocked.CompareExchange(ref _items, (object[])items, after);
        }
    }

    /// <summary>Returns the work, or <see langword="null"/> if there is none. Nothing can be added any more.</summary>
    public IReadOnlyList<object>? Take()
    {
        _taken = Interlocked.Exchange(ref _items, Closed);
        return _taken is { Length: > 0 } ? _taken : null;
    }
}
