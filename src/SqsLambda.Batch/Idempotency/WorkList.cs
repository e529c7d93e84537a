namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// The work that is enlisted in the completion of a message. If middleware wraps the handler, it has two parts: what the middleware enlisted itself, and
/// what the handler enlisted in one of its calls. Safe for concurrent use: the state is replaced, never changed. The field that holds this struct must
/// not be readonly.
/// </summary>
internal struct WorkList
{
    private static readonly State Empty = new([], [], Call: 0, IsClosed: false);

    private State? _state;

    public readonly IReadOnlyList<object> Items => (_state ?? Empty).All;

    /// <summary>Adds all of the work, or none of it.</summary>
    /// <returns>Whether it was added: not if the work was taken.</returns>
    public bool TryAdd(IReadOnlyList<object> work)
    {
        while (true)
        {
            State? before = Volatile.Read(ref _state);
            State now = before ?? Empty;
            if (now.IsClosed)
            {
                return false;
            }

            if (TryReplace(before, now with { Own = [.. now.Own, .. work] }))
            {
                return true;
            }
        }
    }

    /// <summary>
    /// Adds what a call of a wrapped handler enlisted, in the place of what an earlier call did. If a later call already did, or the work was taken, it
    /// is dropped.
    /// </summary>
    /// <param name="call">The number of the call: 1 or more.</param>
    /// <param name="work">What it enlisted.</param>
    public void Replace(int call, IReadOnlyList<object> work)
    {
        while (true)
        {
            State? before = Volatile.Read(ref _state);
            State now = before ?? Empty;
            if (now.IsClosed || now.Call > call || TryReplace(before, now with { OfCall = work, Call = call }))
            {
                return;
            }
        }
    }

    /// <summary>Returns the work. Nothing can be added any more.</summary>
    public IReadOnlyList<object> Take()
    {
        while (true)
        {
            State? before = Volatile.Read(ref _state);
            State now = before ?? Empty;
            if (TryReplace(before, now with { IsClosed = true }))
            {
                return now.All;
            }
        }
    }

    private bool TryReplace(State? before, State after) => Interlocked.CompareExchange(ref _state, after, before) == before;

    private sealed record State(IReadOnlyList<object> Own, IReadOnlyList<object> OfCall, int Call, bool IsClosed)
    {
        public IReadOnlyList<object> All => OfCall.Count == 0 ? Own : Own.Count == 0 ? OfCall : [.. Own, .. OfCall];
    }
}
