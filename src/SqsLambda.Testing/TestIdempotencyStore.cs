using SqsLambda.Batch.Idempotency;
using SqsLambda.Testing.Events;

namespace SqsLambda.Testing;

/// <summary>Creates idempotency stores in memory.</summary>
public static class TestIdempotencyStore
{
    /// <summary>100,000: the maximum number of records by default.</summary>
    public const int DefaultMaxRecords = 100_000;

    /// <summary>Creates a store in memory that holds no records.</summary>
    /// <param name="timeProvider">
    /// The clock of the store. By default the clock stands still, so that no record and no lease ends during the test. To let them end, pass a clock
    /// that the test moves, for example <c>FakeTimeProvider</c> of the package Microsoft.Extensions.TimeProvider.Testing.
    /// </param>
    /// <param name="expiresAfter">How long a record is kept: more than zero, up to 3,650 days; by default 14 days.</param>
    /// <param name="maxRecords">The maximum number of records: 1 or more.</param>
    /// <param name="doWork">
    /// Does enlisted work, for example <c>writes.AddRange</c> with a <c>List&lt;object&gt;</c> (<see cref="InMemoryIdempotencyStore.DoWork"/>). By
    /// default enlisted work is refused.
    /// </param>
    /// <returns>The store.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static InMemoryIdempotencyStore Create(
        TimeProvider? timeProvider = null,
        TimeSpan? expiresAfter = null,
        int maxRecords = DefaultMaxRecords,
        Action<IReadOnlyList<object>>? doWork = null) =>
        new(expiresAfter ?? InMemoryIdempotencyStore.DefaultExpiration, maxRecords, timeProvider ?? new StoppedClock()) { DoWork = doWork };

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => EventPlan.DefaultSentTime;

        public override long GetTimestamp() => 0;
    }
}
