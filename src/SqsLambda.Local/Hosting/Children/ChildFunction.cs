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

    private ChildFunction(IReadOnlyList<ExecutionEnvironment> environments)
    {
        _environments = environments;
        _free = new(environments.Count);

        // The first one first: a process that runs already is preferred to one that has to be started.
        _idle = new(environments.Reverse());
    }

    /// <param name="function">The function.</param>
    /// <param name="maxProcesses">How many processes it has at most.</param>
    /// <param name="variables">Its environment variables, beside those of this process.</param>
    /// <param name="log">What the processes write.</param>
    /// <param name="notify">Is given a line for the user: that a process ended by itself, and how, and which feature it asked for and did not get.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<ChildFunction> OpenAsync(
        FunctionDescription function,
        int maxProcesses,
        IReadOnlyDictionary<string, string> variables,
        FunctionLog log,
        Action<string> notify,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        List<ExecutionEnvironment> environments = [];
        for (int i = 0; i < maxProcesses; i++)
        {
            environments.Add(await ExecutionEnvironment.OpenAsync(function, variables, log, notify, timeProvider, cancellationToken));
        }

        return new(environments);
    }

    public async Task<InvocationResult> InvokeAsync(byte[] payload, CancellationToken cancellationToken)
    {
        try
        {
            await _free.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return InvocationResult.Throttled;
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
}
