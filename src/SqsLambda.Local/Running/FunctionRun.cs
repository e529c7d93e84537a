using SqsLambda.Local.Faults;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Hosting.Children;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sending;

namespace SqsLambda.Local.Running;

/// <summary>One of several functions in a run: its queue, its event source mapping and its process.</summary>
internal sealed class FunctionRun : IAsyncDisposable
{
    private readonly RunPlan _plan;
    private readonly LocalRunQueue _queue;
    private readonly ChildFunction _function;
    private readonly RunReport _report;
    private readonly FaultPlan _faults;
    private readonly MappingCounters _counters = new();
    private readonly EventSourceMapping _mapping;

    private FunctionRun(RunPlan plan, LocalRunQueue queue, ChildFunction function, RunReport report, FaultPlan faults, TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        (_plan, _queue, _function, _report, _faults) = (plan, queue, function, report, faults);
        _mapping = RunMapping.Create(plan, queue, function, faults, _counters, report, timeProvider, cancellationToken);
    }

    /// <summary>Whether nothing is in its queue at this moment.</summary>
    public bool IsIdle => _queue.IsEmpty;

    public RunSummary Summary => _report.Summary;

    /// <inheritdoc cref="RunReport.IsBroken"/>
    public bool IsBroken => _report.IsBroken;

    /// <inheritdoc cref="RunReport.Telling"/>
    public Task Telling => _report.Telling;

    /// <exception cref="UsageException">Its queue or its tables cannot be used.</exception>
    public static async Task<FunctionRun> OpenAsync(
        RunPlan plan, LocalSqs sqs, TextWriter output, TextWriter error, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        string prefix = $"{plan.Function.Name} | ";
        var screen = new PlainScreen(new PrefixWriter(output, prefix), new PrefixWriter(error, prefix));
        var report = new RunReport(screen, plan.Options.Trace, plan.Options.Log, timeProvider);
        LocalRunQueue queue = LocalRunQueue.Open(sqs, plan, report, timeProvider);
        report.MaxReceiveCount = () => queue.MaxReceiveCount;
        FunctionEnvironment environment = FunctionEnvironments.Of(plan, queue);
        LocalDynamoDb? dynamoDb = plan.Options.DynamoDb is { } url
            ? await LocalDynamoDb.OpenAsync(url, FunctionEnvironments.TablesOf(plan), environment, cancellationToken)
            : null;
        var function = new ChildFunction(
            plan.Function with { Region = FunctionEnvironments.RegionOf(plan) },
            plan.Processes,
            environment.Variables,
            new FunctionLog(report.Log) { IsShown = plan.Options.Log },
            report.Notify,
            timeProvider);
        var faults = new FaultPlan(plan.Options.Faults, plan.Options.Seed ?? Random.Shared.Next());
        report.Write(Greeting.Text(queue, dynamoDb, environment, faults, plan));
        foreach (string advice in plan.Advice(queue))
        {
            await report.Error.WriteLineAsync($"warning: {advice}");
        }

        report.Write("");
        return new(plan, queue, function, report, faults, timeProvider, cancellationToken);
    }

    /// <summary>Sends the samples of the function.</summary>
    /// <returns>How many were refused.</returns>
    public async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        using MessageLines lines = _plan.OpenLines();
        return await lines.SendAsync(_queue, _report, cancellationToken);
    }

    public Task RunAsync(CancellationToken cancellationToken) => _mapping.RunAsync(cancellationToken);

    /// <inheritdoc cref="RunReport.OnAbandoned"/>
    public void TellAbandoned(TimeSpan waited) => _report.OnAbandoned(waited);

    public Task TellEndAsync() => _report.EndAsync(_queue.Farewell, _faults.Farewell, _counters);

    public async ValueTask DisposeAsync()
    {
        await _function.DisposeAsync();
        await _queue.DisposeAsync();
        await _report.DisposeAsync();
    }
}
