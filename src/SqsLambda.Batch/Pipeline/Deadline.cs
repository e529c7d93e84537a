namespace SqsLambda.Batch.Pipeline;

/// <summary>
/// Divides the time of one invocation, so that it answers before Lambda ends it.
/// <para>
/// Work stops before the end: the margin is a tenth of the time, at most 1 s. The first half of the margin is for handlers that react to their
/// cancellation. The third quarter is for the last settlements, and the last quarter is for the answer.
/// </para>
/// <para>
/// The first call to claim may take half of the time, and all calls to claim together two thirds. The share is large because no message can run
/// without its claim, and the first connection may be slow. With Lambda's default timeout of 3 s, the first call has 1.5 s, a second one 0.5 s,
/// and handlers still have 0.7 s. A call to a store or a queue may take at most 5 s, plus 1 ms for each message.
/// </para>
/// </summary>
internal sealed class Deadline : IDisposable
{
    private static readonly TimeSpan MaxMargin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxCall = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxCallPerMessage = TimeSpan.FromMilliseconds(1);

    // More than Lambda's maximum of 15 minutes, and less than the maximum of a timer.
    private static readonly TimeSpan MaxGiven = TimeSpan.FromDays(1);

    private readonly TimeProvider _timeProvider;
    private readonly long _started;
    private readonly TimeSpan _given;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Action<Exception> _callbackFailed;
    private TaskCompletionSource? _handlers;

    /// <param name="remainingTime">The time that Lambda gives the invocation.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="callbackFailed">Receives the exception of a callback on the handlers' token.</param>
    public Deadline(TimeSpan remainingTime, TimeProvider timeProvider, Action<Exception> callbackFailed)
    {
        _timeProvider = timeProvider;
        _started = timeProvider.GetTimestamp();
        _given = remainingTime < TimeSpan.Zero ? TimeSpan.Zero : remainingTime > MaxGiven ? MaxGiven : remainingTime;
        Margin = _given / 10 < MaxMargin ? _given / 10 : MaxMargin;
        _callbackFailed = callbackFailed;
        _timer = timeProvider.CreateDetachedTimer(static deadline => ((Deadline)deadline!).Ring(), this);
        if (_given > TimeSpan.Zero)
        {
            _timer.Change(_given - Margin, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _stop.Cancel();
        }
    }

    /// <summary>How long the invocation has been running.</summary>
    public TimeSpan Elapsed => _timeProvider.GetElapsedTime(_started);

    /// <summary>Cancelled when no further message may start.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>The time until the invocation ends. Its claims must last this long.</summary>
    public TimeSpan UntilEnd => Until(_given);

    /// <summary>The time until no further message may start.</summary>
    public TimeSpan UntilStop => Until(_given - Margin);

    /// <summary>The time until the settlements must be finished.</summary>
    public TimeSpan UntilAnswer => Until(_given - (Margin / 4));

    /// <summary>The time that is left for claims.</summary>
    public TimeSpan UntilClaimed => Until(_given / 3 * 2);

    /// <summary>The time between the end of work and the end of the invocation.</summary>
    public TimeSpan Margin { get; }

    /// <summary>The upper limit of a call for a number of messages.</summary>
    public static TimeSpan Longest(int messages) => MaxCall + (MaxCallPerMessage * messages);

    /// <summary>The time limit of the first call that claims a number of messages.</summary>
    public TimeSpan ForFirstClaim(int messages) => Shorter(Until(_given / 2), Longest(messages));

    /// <summary>The time limit of a call for a number of messages: half of the time that is left, so that a second call is possible.</summary>
    public static TimeSpan ForCall(TimeSpan left, int messages) => Shorter(left / 2, Longest(messages));

    /// <summary>The shorter of two times.</summary>
    public static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>Completes a task when the invocation cannot wait for the handlers any longer.</summary>
    /// <param name="handlers">The task that waits for the handlers.</param>
    public void EndWaitInTime(TaskCompletionSource handlers)
    {
        Volatile.Write(ref _handlers, handlers);
        if (Stop.IsCancellationRequested)
        {
            _timer.Change(Until(_given - (Margin / 2)), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Waits for the settlements as long as there is time. It never throws.</summary>
    public Task WaitForSettlementsAsync(Task settlements) => TimedWait.EndAsync(settlements, UntilAnswer, _timeProvider);

    public void Dispose() => _timer.Dispose();

    /// <summary>
    /// The first call stops the work. The second call ends the wait for the handlers. A callback on the token may throw, and an exception from a
    /// timer would end the process.
    /// </summary>
    private void Ring()
    {
        if (Stop.IsCancellationRequested)
        {
            Volatile.Read(ref _handlers)?.TrySetResult();
            return;
        }

        _timer.Change(Until(_given - (Margin / 2)), Timeout.InfiniteTimeSpan);
        try
        {
            _stop.Cancel();
        }
        catch (AggregateException exception)
        {
            _callbackFailed(exception);
        }
    }

    private TimeSpan Until(TimeSpan sinceStart)
    {
        TimeSpan left = sinceStart - Elapsed;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
