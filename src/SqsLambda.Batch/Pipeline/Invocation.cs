using Amazon.Lambda.Core;
using SqsLambda.Batch.Logging;
using SqsLambda.Batch.Metrics;

namespace SqsLambda.Batch.Pipeline;

/// <summary>What the steps need to know of the invocation that they work for.</summary>
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

    /// <summary>By what the invocation owns its claims.</summary>
    public string Owner => field ??= Runtime.NewId();

    /// <summary>The context that everything runs in but handlers: none of them can change it.</summary>
    public ExecutionContext? Context { get; } = ExecutionContext.Capture();

    /// <summary>Makes a call to a store or a queue, which takes no longer than it may. It never throws.</summary>
    public ValueTask<CallResult<TResult>> CallAsync<TArgument, TResult>(
        Func<TArgument, CancellationToken, ValueTask<TResult>> call, TArgument argument, TimeSpan limit) =>
        BoundedCall.MakeAsync(call, argument, limit, TimeProvider);

    public void Dispose() => Deadline.Dispose();
}
