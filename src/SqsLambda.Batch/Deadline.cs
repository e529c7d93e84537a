namespace SqsLambda.Batch;

/// <summary>
/// The time of one invocation, cut so that the function answers before Lambda ends it: work stops a margin before the end, which is the
/// smaller of 1 s and a tenth of the time given. Half of the margin is for handlers to react to the cancellation, half of the rest for
/// the last settlements, and what remains for the answer.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private static readonly TimeSpan MaxMargin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxGrace = TimeSpan.FromMilliseconds(250);

    // Far above Lambda's 15 minutes, and within what a timer takes.
    private static readonly TimeSpan MaxGiven = TimeSpan.FromDays(1);

    private readonly TimeProvider _timeProvider;
    private readonly long _started;
    private readonly TimeSpan _given;
    private readonly TimeSpan _margin;
    private readonly BatchLog _log;
    private readonly TimedToken _stop;

    public Deadline(TimeSpan remainingTime, TimeProvider timeProvider, BatchLog log)
    {
        _timeProvider = timeProvider;
        _log = log;
        _started = timeProvider.GetTimestamp();
        _given = remainingTime < TimeSpan.Zero ? TimeSpan.Zero : remainingTime > MaxGiven ? MaxGiven : remainingTime;
        _margin = _given / 10 < MaxMargin ? _given / 10 : MaxMargin;
        End = timeProvider.GetUtcNow() + _given;

        _stop = new TimedToken(_given - _margin, timeProvider, log);
    }

    /// <summary>When the invocation must have ended.</summary>
    public DateTimeOffset End { get; }

    /// <summary>For how long the invocation has been running.</summary>
    public TimeSpan Elapsed => _timeProvider.GetElapsedTime(_started);

    /// <summary>Cancelled when no further message may start.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>For how long settlements may still be waited for.</summary>
    public TimeSpan UntilAnswer => Until(_given - (_margin / 4));

    /// <summary>
    /// For how long claims may still be asked for: until half of the time given is over, so that a store that hangs leaves the rest to the
    /// handlers, or to nobody.
    /// </summary>
    public TimeSpan UntilClaimed => Until(_given / 2);

    /// <summary>For how long some claims may keep the others from running: as long as the margin.</summary>
    public TimeSpan Margin => _margin;

    /// <summary>Starts the time of one call to store or queue: half of what is left for such calls, so that there is time for another one.</summary>
    public TimedToken StartCall(TimeSpan left) => new(left / 2, _timeProvider, _log);

    /// <summary>Waits for the handlers as long as there is time, and never throws.</summary>
    public async Task WaitForHandlersAsync(Task handlers) =>
        await handlers.WaitAsync(Until(_given - (_margin / 2)), _timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Waits for the settlements as long as there is time, and never throws.</summary>
    public async Task WaitForSettlementsAsync(Task settlements) =>
        await settlements.WaitAsync(UntilAnswer, _timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Waits for a call as long as its time lasts, and a moment longer for what it says when that is up; and never throws.</summary>
    /// <param name="call">The call.</param>
    /// <param name="left">What was left for such calls when its time was started.</param>
    public async Task WaitForCallAsync(Task call, TimeSpan left)
    {
        TimeSpan grace = left / 4 < MaxGrace ? left / 4 : MaxGrace;
        await call.WaitAsync((left / 2) + grace, _timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private TimeSpan Until(TimeSpan sinceStart)
    {
        TimeSpan left = sinceStart - Elapsed;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
