using Microsoft.Extensions.Time.Testing;

namespace SqsLambda.Batch.Tests;

/// <summary>
/// A clock that jumps ahead as soon as somebody waits for less than <see cref="Patience"/>: retries need no hand to move it. Timers that are
/// started after their creation, as time limits are, do not count as waiting.
/// </summary>
internal sealed class ImpatientTimeProvider() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    public TimeSpan Patience { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime < Patience)
        {
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
