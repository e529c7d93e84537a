using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Faults;

/// <summary>Throttles, crashes and repeats invocations. The subject of each decision is the body of the batch's first message.</summary>
internal sealed class FaultyInvocation(BatchInvocation invoke, FaultPlan plan, bool isFifo)
{
    /// <inheritdoc cref="BatchInvocation"/>
    public async Task<InvocationResult> InvokeAsync(PolledBatch batch)
    {
        string subject = batch.Messages[0].Md5OfBody;
        if (plan.Happens(FaultKind.Throttle, subject))
        {
            return InvocationResult.Throttled;
        }

        Task<InvocationResult>? first = plan.Happens(FaultKind.Duplicate, subject) ? invoke(batch) : null;
        if (first is not null && isFifo)
        {
            await first;
        }

        InvocationResult result = await invoke(batch);
        await (first ?? Task.CompletedTask);
        return plan.Happens(FaultKind.Crash, subject)
            ? InvocationResult.Failed("Runtime exited with error: signal: killed, by --fault-crash, after the handler ran")
            : result;
    }
}
