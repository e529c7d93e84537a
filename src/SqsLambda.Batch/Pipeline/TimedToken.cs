namespace SqsLambda.Batch.Pipeline;

/// <summary>
/// A token that is cancelled after a time. If a callback on the token throws, the process goes on. With the timer of
/// <see cref="CancellationTokenSource"/>, the exception would end the process.
/// </summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="failed">Receives the exception of a callback.</param>
internal sealed class TimedToken(TimeProvider timeProvider, Action<Exception>? failed = null) : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private ITimer? _timer;

    public CancellationToken Token => _source.Token;

    /// <summary>Cancels the token later, or at once if the time is not positive.</summary>
    public void CancelAfter(TimeSpan dueTime)
    {
        if (dueTime <= TimeSpan.Zero)
        {
            Cancel();
            return;
        }

        _timer = timeProvider.CreateDetachedTimer(static state => ((TimedToken)state!).Cancel(), this);
        _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Stops the timer. The token stays usable, because a handler may keep it.</summary>
    public void Dispose() => _timer?.Dispose();

    private void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException exception)
        {
            failed?.Invoke(exception);
        }
    }
}
