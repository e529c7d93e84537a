using System.Collections.Concurrent;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>A function in processes of its own. An event that finds all of them busy waits for the first that is free.</summary>
internal sealed class ChildFunction : IRunningFunction
{
    private readonly IReadOnlyList<ExecutionEnvironment> _environments;
    private readonly ConcurrentStack<ExecutionEnvironment> _idle;
    private readonly SemaphoreSlim _free;
    private readonly TimeProvider _timeProvider;

    /// <param name="function">The function.</param>
    /// <param name="maxProcesses">How many processes it has at most.</param>
    /// <param name="variables">Its environment variables, beside those of this process.</param>
    /// <param name="log">What the processes write.</param>
    /// <param name="notify">Is given a line for the user: that a process ended by itself, and how, and which feature it asked for and did not get.</param>
    /// <param name="timeProvider">The clock.</param>
    public ChildFunction(
        FunctionDescription function,
        int maxProcesses,
        IReadOnlyDictionary<string, string> variables,
        FunctionLog log,
        Action<string> notify,
        TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _environments = [.. Enumerable.Range(0, maxProcesses).Select(_ => new ExecutionEnvironment(function, variables, log, notify, timeProvider))];
        _free = new(maxProcesses);

        // The first one first: a process that runs already is preferred to one that has to be started.
        _idle = new(_environments.Reverse());
    }

    public async Task<InvocationResult> InvokeAsync(byte[] payload, DateTimeOffset latestStart, CancellationToken cancellationToken)
    {
        if (!await IsFreeAsync(latestStart, cancellationToken))
        {
            return InvocationResult.Throttled with { ThrottleCause = "as no process was free" };
        }

        _idle.TryPop(out ExecutionEnvironment? environment);
        try
        {
            return await environment!.InvokeAsync(payload, cancellationToken);
        }
        finally
        {
            _idle.Push(environment!);
            _free.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_environments.Select(static environment => environment.DisposeAsync().AsTask()));
        _free.Dispose();
    }

    private async Task<bool> IsFreeAsync(DateTimeOffset latestStart, CancellationToken cancellationToken)
    {
        if (_free.Wait(TimeSpan.Zero, CancellationToken.None))
        {
            return true;
        }

        TimeSpan wait = latestStart - _timeProvider.GetUtcNow();
        if (wait <= TimeSpan.Zero)
        {
            return false;
        }

        using var time = new CancellationTokenSource(wait, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            await _free.WaitAsync(both.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
