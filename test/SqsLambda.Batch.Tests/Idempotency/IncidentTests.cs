using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>What an alarm is raised on.</summary>
public sealed class IncidentTests
{
    private readonly CountingObserver _observer = new();

    [Fact]
    public async Task Runs_without_protection_are_counted()
    {
        Harness harness = New(StoreFailurePolicy.Process);
        harness.Store.OnClaim = static () => throw new TimeoutException("The store is down.");

        await harness.ReturnedAsync(Notes.Of("a", "b"));

        Assert.Equal([(IdempotencyIncident.RunUnprotected, 2)], _observer.Incidents);
    }

    [Fact]
    public async Task Lost_leases_are_counted()
    {
        Harness harness = New();
        harness.Store.SettlementResults = static results => [.. results.Select(static _ => new SettlementResult(SettlementStatus.LeaseLost))];

        await harness.ReturnedAsync(Notes.Of("a", "b"));

        Assert.Equal([(IdempotencyIncident.LeaseLost, 1), (IdempotencyIncident.LeaseLost, 1)], _observer.Incidents);
    }

    [Fact]
    public async Task Completions_that_could_not_be_written_are_counted()
    {
        Harness harness = New();
        harness.Time.Patience = TimeSpan.FromSeconds(2);
        harness.Store.OnSettle = static () => throw new TimeoutException("The store is down.");

        await harness.ReturnedAsync(Notes.Of("a", "b"));

        Assert.Equal([(IdempotencyIncident.NotSettled, 2)], _observer.Incidents);
    }

    [Fact]
    public async Task A_batch_that_goes_well_has_no_incident()
    {
        await New().ReturnedAsync(Notes.Of("a", "a", "b"));

        Assert.Empty(_observer.Incidents);
    }

    [Fact]
    public async Task An_observer_that_throws_changes_nothing()
    {
        _observer.Throws = true;
        Harness harness = New(StoreFailurePolicy.Process);
        harness.Store.OnClaim = static () => throw new TimeoutException("The store is down.");

        Assert.Empty(await harness.ReturnedAsync(Notes.Of("a")));

        Assert.Equal(["a"], harness.Handler.Effects);
        Assert.Equal("Error: An observer failed for 1 incidents (RunUnprotected): It broke.", harness.Logger.Entries[^1]);
    }

    private Harness New(StoreFailurePolicy policy = StoreFailurePolicy.Fail) => new() { Observer = _observer, StoreFailurePolicy = policy };

    private sealed class CountingObserver : SilentObserver
    {
        public List<(IdempotencyIncident Incident, int Count)> Incidents { get; } = [];

        public bool Throws { get; set; }

        public override void OnIncident(IdempotencyIncident incident, int count)
        {
            Incidents.Add((incident, count));
            if (Throws)
            {
                throw new InvalidOperationException("It broke.");
            }
        }
    }
}
