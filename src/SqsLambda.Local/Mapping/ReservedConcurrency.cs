using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Mapping;

/// <summary>
/// Throttles invocations beyond the function's reserved concurrency. The pollers do not know the limit: they receive messages and are then
/// throttled. (Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping".)
/// </summary>
internal sealed class ReservedConcurrency(int limit, BatchInvocation invoke)
{
    private int _running;

    /// <inheritdoc cref="BatchInvocation"/>
    public async Task<InvocationResult> InvokeAsync(PolledBatch batch)
    {
        try
        {
            return Interlocked.Increment(ref _running) <= limit
                ? await invoke(batch)
                : InvocationResult.Throttled with { ThrottleCause = $"by the reserved concurrency of {limit}" };
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
