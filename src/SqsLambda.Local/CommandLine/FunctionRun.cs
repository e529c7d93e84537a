using SqsLambda.Local.Faults;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Hosting.Children;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;

namespace SqsLambda.Local.CommandLine;

/// <summary>One of several functions in a run: its queue, its event source mapping and its process.</summary>
internal sealed class FunctionRun : IAsyncDisposable
{
    private readonly RunPlan _plan;
    private readonly LocalRunQueue _queue;
    private readonly ChildFunction _function;
    private readonly RunReport _report;
    private readonly MappingCounters _counters = new();
    private readonly EventSourceMapping _mapping;
    private readonly TextWriter _error;

    private FunctionRun(RunPlan plan, LocalRunQueue queue, ChildFunction function, RunReport report, TextWriter error, TimeProvider timeProvider)
    {
        (_plan, _queue, _function, _report, _error) = (plan, queue, function, report, error);
        var faults = new FaultPlan(plan.Options.Faults, plan.Options.Seed ?? Random.Shared.Next());
        _mapping = new(
            faults.IsActive ? new FaultyEventSource(queue.Source, faults) : queue.Source,
            RunInvocation.Of(batch => function.InvokeAsync(batch.Payload), plan, queue, faults, report),
            plan.Mapping,
            timeProvider,
            new MappingObservers(_counters, report));
    }

    /// <summary>Whether nothing is in its queue at this moment.</summary>
    public bool IsIdle => _queue.IsEmpty;

    public RunSummary Summary => _report.Summary;

    /// <exception cref="UsageException">Its queue or its tables cannot be used.</exception>
    public static async Task<FunctionRun> OpenAsync(
        RunPlan plan, LocalSqs sqs, TextWriter output, TextWriter error, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        string prefix = $"{plan.Function.Name} | ";
        var report = new RunReport(new PrefixWriter(output, prefix), plan.Options.Trace, timeProvider);
        LocalRunQueue queue = LocalRunQueue.Open(sqs, plan, report, timeProvider);
        report.MaxReceiveCount = () => queue.MaxReceiveCount;
        FunctionEnvironment environment = FunctionEnvironments.Of(plan, queue);
        LocalDynamoDb? dynamoDb = plan.Options.DynamoDb is { } url
            ? await LocalDynamoDb.OpenAsync(url, FunctionEnvironments.TablesOf(plan), environment, cancellationToken)
            : null;
        var ownError = new PrefixWriter(error, prefix);
        ChildFunction function = await ChildFunction.OpenAsync(
            plan.Function, plan.Processes, environment.Variables, new FunctionLog(ownError), report.Write, timeProvider, cancellationToken);
        report.Write(Greeting.Text(queue, dynamoDb, environment, new FaultPlan(plan.Options.Faults, 0), plan));
        foreach (string advice in plan.Mapping.Advice(
            queue.Source.VisibilityTimeout, plan.AdvisedReceiveCount(queue.MaxReceiveCount), plan.Options.ReservedConcurrency))
        {
            await ownError.WriteLineAsync($"warning: {advice}");
        }

        return new(plan, queue, function, report, ownError, timeProvider);
    }

    /// <summary>Sends the samples of the function.</summary>
    /// <returns>How many were refused.</returns>
    public async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        using MessageLines lines = _plan.OpenLines();
        return await lines.SendAsync(_queue, _report, _error, cancellationToken);
    }

    public Task RunAsync(CancellationToken cancellationToken) => _mapping.RunAsync(cancellationToken);

    public void TellEnd()
    {
        if (_queue.Farewell is { } farewell)
        {
            _report.Write(farewell);
        }

        _report.Write($"event source mapping: {_counters}");
        _report.Write(_report.Summary.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _function.DisposeAsync();
        await _queue.DisposeAsync();
    }
}
