using SqsLambda.Local.Faults;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;

namespace SqsLambda.Local.Running;

/// <summary>What lies between the event source mapping and the function in a run.</summary>
internal static class RunInvocation
{
    /// <summary>The samples' story, the report, reserved concurrency and faults, in this order from the function outwards.</summary>
    public static BatchInvocation Of(BatchInvocation invoke, RunPlan plan, IRunQueue queue, FaultPlan faults, RunReport report)
    {
        if (plan.SendsSamples)
        {
            invoke = new SampleStory(plan.Function.Samples, invoke, queue.ShowAgainWithin)
            {
                HurriesReturned = plan.HurriesSamples,
                MaxReceiveCount = () => queue.MaxReceiveCount,
            }.InvokeAsync;
        }

        invoke = Reported(invoke, report);
        if (plan.Options.ReservedConcurrency is { } limit)
        {
            invoke = new ReservedConcurrency(limit, invoke).InvokeAsync;
        }

        return new FaultyInvocation(invoke, faults, queue.Source.IsFifo).InvokeAsync;
    }

    private static BatchInvocation Reported(BatchInvocation invoke, RunReport report) => async batch =>
    {
        report.OnInvocationBegun(batch.Messages);
        InvocationResult result = await invoke(batch);
        report.OnInvocationEnded(batch.Messages, result.RequestId);
        foreach (MessageResult message in result.Messages)
        {
            report.OnResult(message);
        }

        return result;
    };
}
