using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests;

/// <summary>An in-memory store whose calls are counted and can be made to fail or to wait.</summary>
internal sealed class TestStore(TimeProvider timeProvider) : IIdempotencyStore
{
    private readonly InMemoryIdempotencyStore _inner = new(TimeSpan.FromDays(14), 100_000, timeProvider);
    private readonly List<int> _claims = [];
    private readonly List<Settlement[]> _settlements = [];

    /// <summary>The number of keys of each claim call.</summary>
    public IReadOnlyList<int> Claims => [.. _claims];

    public IReadOnlyList<Settlement[]> Settlements
    {
        get
        {
            lock (_settlements)
            {
                return [.. _settlements];
            }
        }
    }

    public int Records => _inner.Count;

    /// <summary>Called before each claim call is made; what it throws, the call throws.</summary>
    public Func<Task> OnClaim { get; set; } = static () => Task.CompletedTask;

    /// <summary>Called before each settle call is made; what it throws, the call throws.</summary>
    public Func<Task> OnSettle { get; set; } = static () => Task.CompletedTask;

    public Func<IReadOnlyList<ClaimResult>, IReadOnlyList<ClaimResult>> ClaimResults { get; set; } = static results => results;

    public Func<IReadOnlyList<SettlementResult>, IReadOnlyList<SettlementResult>> SettlementResults { get; set; } = static results => results;

    public async ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
        IReadOnlyList<Claim> claims, string owner, DateTimeOffset leaseEnd, CancellationToken cancellationToken)
    {
        _claims.Add(claims.Count);
        await OnClaim();
        return ClaimResults(await _inner.ClaimAsync(claims, owner, leaseEnd, cancellationToken));
    }

    public async ValueTask<IReadOnlyList<SettlementResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, string owner, CancellationToken cancellationToken)
    {
        lock (_settlements)
        {
            _settlements.Add([.. settlements]);
        }

        await OnSettle();
        return SettlementResults(await _inner.SettleAsync(settlements, owner, cancellationToken));
    }
}
