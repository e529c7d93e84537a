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
    /// <param name="processes">How many processes it has at most.</param>
    /// <param name="variables">Its environment variables, beside those of this process.</param>
    /// <param name="log">What the processes write.</param>
    /// <param name="told">Is told in one line that a process ended by itself, and how, and of what it asked for in vain.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<ChildFunction> OpenAsync(
        FunctionDescription function,
        int processes,
        IReadOnlyDictionary<string, string> variables,
        FunctionLog log,
        Action<string> told,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        List<ExecutionEnvironment> environments = [];
        for (int i = 0; i < processes; i++)
        {
            environments.Add(await ExecutionEnvironment.OpenAsync(function, variables, log, told, timeProvider, cancellationToken));
        }

        return new(environments);
    }

    /// <summary>Invokes the function once and never throws.</summary>
    public async Task<InvocationResult> InvokeAsync(byte[] payload)
    {
        await _free.WaitAsync();
        _idle.TryPop(out ExecutionEnvironment? environment);
        try
        {
            return await environment!.InvokeAsync(payload);
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
