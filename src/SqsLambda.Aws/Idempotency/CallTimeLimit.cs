namespace SqsLambda.Aws.Idempotency;

/// <summary>Ends the wait for a call when its time is up or the caller cancels, even if the call ignores its token.</summary>
internal sealed class CallTimeLimit : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;

    public CallTimeLimit(TimeSpan time, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = CreateTimer(timeProvider, time);
    }

    public CancellationToken Token => _source.Token;

    /// <exception cref="OperationCanceledException">The time is up, or the caller cancelled.</exception>
    public async Task<T> WaitAsync<T>(Task<T> call)
    {
        try
        {
            return await call.WaitAsync(_source.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for the call any more. Reading its exception keeps it from being reported as unobserved.
            _ = call.ContinueWith(
                static abandoned => abandoned.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            throw;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    // Without this, the timer would keep the caller's execution context and its data alive.
    private ITimer CreateTimer(TimeProvider timeProvider, TimeSpan time)
    {
        AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        try
        {
            return timeProvider.CreateTimer(static state => Cancel((CancellationTokenSource)state!), _source, time, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            flow?.Undo();
        }
    }

    // An exception from a timer callback would end the process and all its invocations.
    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended at the same moment.
        }
        catch (AggregateException)
        {
            // A callback on the token threw. The call was cancelled and reports its own failure.
        }
    }
}
