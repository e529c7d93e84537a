namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>The system's clock, whose date a test can move ahead: what waits is not hurried, but leases end.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _shiftInTicks;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _shiftInTicks, time.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _shiftInTicks));
}
