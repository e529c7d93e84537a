namespace SqsLambda.Aws.Idempotency;

/// <summary>Ends the wait for a call when its time is up or the caller cancels, whatever the call does with its token.</summary>
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

    // A timer keeps the caller's execution context alive, with everything in it, unless its flow is suppressed.
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

    // An exception that leaves a timer's callback ends the process, and with it every invocation that runs in it.
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
            // A callback on the token threw. The call has failed anyway and reports that itself.
        }
    }
}
