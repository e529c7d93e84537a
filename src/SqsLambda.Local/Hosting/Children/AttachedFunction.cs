using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>
/// A function in processes that are started elsewhere: in an IDE, or in a container on this computer. Whichever asks first gets the next event. A process
/// that does not answer in time fails its batch, but it is not ended. While no process asks, batches are throttled: they wait in the queue.
/// </summary>
internal sealed class AttachedFunction : IRunningFunction
{
    // As long as Lambda gives a process to start.
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(10);

    private readonly RuntimeApiServer _api;
    private readonly TimeSpan _timeout;
    private readonly Action<string> _notify;
    private readonly TimeProvider _timeProvider;
    private int _isMissing;

    private AttachedFunction(RuntimeApiServer api, TimeSpan timeout, Action<string> notify, TimeProvider timeProvider) =>
        (_api, _timeout, _notify, _timeProvider) = (api, timeout, notify, timeProvider);

    /// <param name="function">The function.</param>
    /// <param name="options">Where its processes find the Runtime API. <c>Notify</c> is told, too, that a process has come, and that there is none any more.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<AttachedFunction> OpenAsync(
        FunctionDescription function, RuntimeApiOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var timeout = TimeSpan.FromSeconds(function.TimeoutSeconds);
        RuntimeApiServer api = await RuntimeApiServer.StartAsync(
            function.Arn, timeout, options with { IsForProcessesElsewhere = true, InitFailed = options.Notify }, timeProvider, cancellationToken);
        return new(api, timeout, options.Notify, timeProvider);
    }

    /// <summary>Tells the variable that a process needs, and waits for the first one.</summary>
    public async Task WhenReadyAsync(CancellationToken cancellationToken)
    {
        _notify($"waits for a process with {RuntimeProcess.ApiVariable}={_api.Host}");
        try
        {
            await _api.Asked.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _notify($"no process came to {_api.Host}");
            throw;
        }

        _notify("a process has come");
    }

    public async Task<InvocationResult> InvokeAsync(byte[] payload, DateTimeOffset latestStart, CancellationToken cancellationToken)
    {
        var invocation = new PendingInvocation(payload);
        if (!_api.TryAdd(invocation))
        {
            invocation.GiveUp();
        }

        try
        {
            using CancellationTokenRegistration _ = cancellationToken.Register(invocation.GiveUp);

            // Another batch may be under way in the only process.
            if (!await Task.WhenAny(invocation.Taken, invocation.Answer).EndsInAsync(AskTime(latestStart), _timeProvider))
            {
                invocation.GiveUp();
            }

            if (invocation.Answer.IsCompleted && (await invocation.Answer).IsThrottled)
            {
                if (!cancellationToken.IsCancellationRequested)
                {
                    TellMissing();
                }

                return await invocation.Answer;
            }

            if (Interlocked.Exchange(ref _isMissing, 0) == 1)
            {
                _notify("a process has come");
            }

            if (!await invocation.Answer.EndsInAsync(_timeout, _timeProvider))
            {
                invocation.Complete(InvocationResult.Failed($"Task timed out after {_timeout.TotalSeconds:F2} seconds"));
            }

            return await invocation.Answer;
        }
        finally
        {
            _api.Remove(invocation);
        }
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private TimeSpan AskTime(DateTimeOffset latestStart)
    {
        TimeSpan left = latestStart - _timeProvider.GetUtcNow();
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < AskLimit + _timeout ? left : AskLimit + _timeout;
    }

    private void TellMissing()
    {
        if (_api.Silence >= AskLimit + _timeout && Interlocked.Exchange(ref _isMissing, 1) == 0)
        {
            _notify($"no process has asked for an event for {(AskLimit + _timeout).TotalSeconds} s: batches wait for one at {_api.Host}");
        }
    }
}
