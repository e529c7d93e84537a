using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests;

/// <summary>An in-memory store whose calls are kept and can be made to fail, to wait or to answer nonsense.</summary>
internal sealed class TestStore : IIdempotencyStore
{
    private readonly InMemoryIdempotencyStore _inner;
    private readonly Lock _lock = new();
    private readonly List<ClaimCall> _claimCalls = [];
    private readonly List<SettleCall> _settleCalls = [];
    private readonly List<object> _workDone = [];

    /// <param name="timeProvider">The clock of the store.</param>
    /// <param name="doesWork">Whether enlisted work is done. If not, it is refused.</param>
    public TestStore(TimeProvider timeProvider, bool doesWork = true) =>
        _inner = TestIdempotencyStore.Create(timeProvider, doWork: doesWork ? _workDone.AddRange : null);

    public IReadOnlyList<ClaimCall> ClaimCalls => Snapshot(_claimCalls);

    public IReadOnlyList<SettleCall> SettleCalls => Snapshot(_settleCalls);

    /// <summary>The number of keys of each claim call.</summary>
    public IReadOnlyList<int> Claims => [.. ClaimCalls.Select(static call => call.Claims.Length)];

    public IReadOnlyList<Settlement[]> Settlements => [.. SettleCalls.Select(static call => call.Settlements)];

    public int Records => _inner.Count;

    /// <summary>The work that was done, in its order.</summary>
    public IReadOnlyList<object> WorkDone => Snapshot(_workDone);

    /// <summary>Called before each claim call is made; what it throws, the call throws.</summary>
    public Func<Task> OnClaim { get; set; } = static () => Task.CompletedTask;

    /// <summary>Called before each settle call is made; what it throws, the call throws.</summary>
    public Func<Task> OnSettle { get; set; } = static () => Task.CompletedTask;

    /// <summary>Whether a call that waits ends when its token is cancelled, as a client over a network does.</summary>
    public bool HeedsCancellation { get; set; }

    /// <summary>Called when the token of a call is cancelled.</summary>
    public Action OnCancelled { get; set; } = static () => { };

    public int MaxSettlementsPerCall { get; set; } = int.MaxValue;

    public Func<IReadOnlyList<ClaimResult>, IReadOnlyList<ClaimResult>> ClaimResults { get; set; } = static results => results;

    public Func<IReadOnlyList<SettlementResult>, IReadOnlyList<SettlementResult>> SettlementResults { get; set; } = static results => results;

    public async ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
        IReadOnlyList<Claim> claims, string owner, TimeSpan leaseDuration, CancellationToken cancellationToken)
    {
        Add(_claimCalls, new([.. claims], owner, leaseDuration));
        await Obey(OnClaim(), cancellationToken);
        return ClaimResults(await _inner.ClaimAsync(claims, owner, leaseDuration, cancellationToken));
    }

    public async ValueTask<IReadOnlyList<SettlementResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, string owner, CancellationToken cancellationToken)
    {
        Add(_settleCalls, new([.. settlements], owner));
        await Obey(OnSettle(), cancellationToken);
        return SettlementResults(await _inner.SettleAsync(settlements, owner, cancellationToken));
    }

    private Task Obey(Task waited, CancellationToken cancellationToken)
    {
        cancellationToken.Register(OnCancelled);
        return HeedsCancellation ? waited.WaitAsync(cancellationToken) : waited;
    }

    private void Add<T>(List<T> calls, T call)
    {
        lock (_lock)
        {
            calls.Add(call);
        }
    }

    private IReadOnlyList<T> Snapshot<T>(List<T> calls)
    {
        lock (_lock)
        {
            return [.. calls];
        }
    }

    internal sealed record ClaimCall(Claim[] Claims, string Owner, TimeSpan LeaseDuration);

    internal sealed record SettleCall(Settlement[] Settlements, string Owner);
}
