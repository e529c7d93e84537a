using SqsLambda.Local.Faults;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;

namespace SqsLambda.Local.Running;

/// <summary>The event source mapping of a run. The console shows it, and can change it.</summary>
internal static class RunMapping
{
    public static EventSourceMapping Create(
        RunPlan plan,
        IRunQueue queue,
        IRunningFunction function,
        FaultPlan faults,
        MappingCounters counters,
        RunReport report,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        // The console can switch faults on.
        var source = new FaultyEventSource(queue.Source, faults);
        var mapping = new EventSourceMapping(
            source,
            RunInvocation.Of(
                TimelyStart.Of(function, plan.FunctionTimeout, source.VisibilityTimeout, timeProvider, cancellationToken), plan, queue, faults, report),
            plan.Mapping,
            timeProvider,
            new MappingObservers(counters, report));
        queue.ShowInConsole(new(plan.Function.Name, source, mapping, faults, plan.Function.Samples.Lines, report.Notify));
        return mapping;
    }
}
