using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Faults;

/// <summary>Throttles, crashes and repeats invocations.</summary>
internal sealed class FaultyInvocation(BatchInvocation invoke, FaultPlan plan, bool isFifo)
{
    /// <inheritdoc cref="BatchInvocation"/>
    public Task<InvocationResult> InvokeAsync(PolledBatch batch) => plan.IsActive ? InvokeWithFaultsAsync(batch) : invoke(batch);

    private async Task<InvocationResult> InvokeWithFaultsAsync(PolledBatch batch)
    {
        if (plan.Happens(FaultKind.Throttle, batch))
        {
            return InvocationResult.Throttled with { ThrottleCause = "by --fault-throttle" };
        }

        Task<InvocationResult>? first = plan.Happens(FaultKind.Duplicate, batch) ? invoke(batch) : null;
        if (first is not null && isFifo)
        {
            await first;
        }

        InvocationResult result = await invoke(batch);
        await (first ?? Task.CompletedTask);
        return plan.Happens(FaultKind.Crash, batch)
            ? InvocationResult.Failed("Runtime exited with error: signal: killed, by --fault-crash, after the handler ran")
            : result;
    }
}
