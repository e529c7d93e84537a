namespace SqsLambda.Batch;

/// <summary>
/// A token that is cancelled at a time. Unlike with a timer of <see cref="CancellationTokenSource"/>, what a callback on the token throws
/// is logged: out of a timer it would end the process, and with it every invocation that runs in it.
/// </summary>
internal sealed class TimedToken : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly ITimer? _timer;
    private readonly BatchLog _log;

    public TimedToken(TimeSpan dueTime, TimeProvider timeProvider, BatchLog log)
    {
        _log = log;
        if (dueTime > TimeSpan.Zero)
        {
            _timer = timeProvider.CreateTimer(
                static state => ((TimedToken)state!).Cancel(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
        else
        {
            Cancel();
        }
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _timer?.Dispose();
        _source.Dispose();
    }

    private void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was disposed while the timer rang.
        }
        catch (AggregateException exception)
        {
            _log.CancellationFailed(exception);
        }
    }
}
