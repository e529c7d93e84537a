using SqsLambda.Simulation.Lambda;

namespace SqsLambda.Simulation.Clock;

/// <summary>The clock of one process. Its date may be wrong by the skew. Its timers fire only while the process runs.</summary>
internal sealed class ProcessClock(EventQueue events, SimulatedProcess process, TimeSpan skew) : TimeProvider
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Skew => skew;

    /// <summary>Timers that are set and have not fired.</summary>
    public int WaitingTimers { get; private set; }

    /// <summary>What this clock shows at a virtual time.</summary>
    public DateTimeOffset DateAt(TimeSpan time) => Begin + time + skew;

    /// <summary>The date without any skew.</summary>
    public static DateTimeOffset TrueDateAt(TimeSpan time) => Begin + time;

    /// <summary>The virtual time at which a clock without skew shows a date in milliseconds since 1970.</summary>
    public static TimeSpan TimeOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) - Begin;

    public override long GetTimestamp() => events.Now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateAt(events.Now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero)
        {
            throw new NotSupportedException("The model has no timers that repeat.");
        }

        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(ProcessClock clock, TimerCallback callback, object? state) : ITimer
    {
        private int _version;
        private bool _isWaiting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            int version = ++_version;
            SetWaiting(dueTime != Timeout.InfiniteTimeSpan);
            if (_isWaiting)
            {
                clock.Set(this, version, dueTime);
            }

            return true;
        }

        public void Fire(int version)
        {
            if (version == _version)
            {
                SetWaiting(false);
                callback(state);
            }
        }

        public bool IsCurrent(int version) => version == _version;

        public void Dispose()
        {
            _version++;
            SetWaiting(false);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void SetWaiting(bool isWaiting)
        {
            clock.WaitingTimers += (isWaiting ? 1 : 0) - (_isWaiting ? 1 : 0);
            _isWaiting = isWaiting;
        }
    }

    private void Set(VirtualTimer timer, int version, TimeSpan dueTime) => events.After(dueTime, () =>
    {
        if (timer.IsCurrent(version))
        {
            process.Run(() => timer.Fire(version));
        }
    });
}
