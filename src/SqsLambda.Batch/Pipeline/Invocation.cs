using Amazon.Lambda.Core;
using SqsLambda.Batch.Logging;
using SqsLambda.Batch.Metrics;

namespace SqsLambda.Batch.Pipeline;

/// <summary>The services that all steps of one invocation share.</summary>
internal sealed class Invocation : IDisposable
{
    public Invocation(ILambdaContext context, IReadOnlyList<IBatchObserver> observers, BatchRuntime runtime)
    {
        Runtime = runtime;
        Tally = new(context.FunctionName ?? "", runtime.TimeProvider);
        Log = new(new SafeLogger(context.Logger), observers, Tally);
        Deadline = new(context.RemainingTime, runtime.TimeProvider, Log.CancellationFailed);
    }

    public BatchRuntime Runtime { get; }

    public TimeProvider TimeProvider => Runtime.TimeProvider;

    public BatchTally Tally { get; }

    public BatchLog Log { get; }

    public Deadline Deadline { get; }

    /// <summary>The owner of the claims of this invocation.</summary>
    public string Owner => field ??= Runtime.NewId();

    /// <summary>The execution context of the engine. Handlers cannot change it.</summary>
    public ExecutionContext? Context { get; } = ExecutionContext.Capture();

    /// <summary>Makes a call to a store or a queue with a time limit. It never throws.</summary>
    public ValueTask<CallResult<TResult>> CallAsync<TArgument, TResult>(
        Func<TArgument, CancellationToken, ValueTask<TResult>> call, TArgument argument, TimeSpan limit) =>
        BoundedCall.MakeAsync(call, argument, limit, TimeProvider);

    public void Dispose() => Deadline.Dispose();
}
