using SqsLambda.Local.Faults;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sending;
using SqsLambda.Local.WebConsole;

namespace SqsLambda.Local.Running;

/// <summary>The main job: a queue, an event source mapping and the function, until nothing is left or the user ends it.</summary>
internal static class Run
{
    public const string EndedBeforeItBegan = "ended before it began";

    /// <exception cref="UsageException">The options do not fit each other, or what they name cannot be used.</exception>
    public static async Task<int> StartAsync(
        RunOptions options, IFunctionSource functions, TextWriter output, TextWriter error, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (options.FunctionsFile is { } file)
        {
            try
            {
                return await RunSeveral.StartAsync(file, options, output, error, timeProvider, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await output.WriteLineAsync(EndedBeforeItBegan);
                return ExitCode.Success;
            }
        }

        FunctionDescription description = RunFunctions.Find(options, functions, error);
        await using var report = new RunReport(TerminalScreen.Open(output, error), options.Trace, options.Log, timeProvider);
        using FunctionConsole? console = FunctionConsole.Redirect(output, report.Log);
        try
        {
            return await RunAsync(options, description, functions, report, timeProvider, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C before the run had begun.
            report.Write(EndedBeforeItBegan, Tone.Notice);
            return ExitCode.Success;
        }
    }

    private static async Task<int> RunAsync(
        RunOptions options,
        FunctionDescription description,
        IFunctionSource functions,
        RunReport report,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        if (description.Program is null && functions.Prepare(description) is { } notApplied)
        {
            await report.Error.WriteLineAsync($"warning: {notApplied}");
        }

        var plan = new RunPlan(options, description);
        var counters = new MappingCounters();
        var faults = new FaultPlan(options.Faults, options.Seed ?? Random.Shared.Next());
        using MessageLines lines = plan.OpenLines();
        await using IRunQueue queue = options.QueueUrl is { } queueUrl
            ? await RemoteRunQueue.OpenAsync(queueUrl, plan, report, timeProvider, cancellationToken)
            : await LocalRunQueue.OpenAsync(plan, report, timeProvider, cancellationToken);
        report.MaxReceiveCount = () => queue.MaxReceiveCount;

        FunctionEnvironment environment = FunctionEnvironments.Of(plan, queue);
        LocalDynamoDb? dynamoDb = options.DynamoDb is { } url
            ? await LocalDynamoDb.OpenAsync(url, FunctionEnvironments.TablesOf(plan), environment, cancellationToken)
            : null;

        await using IRunningFunction function = await RunFunctions.OpenAsync(plan, functions, environment.Variables, report, timeProvider, cancellationToken);
        EventSourceMapping mapping = RunMapping.Create(plan, queue, function, faults, counters, report, timeProvider, cancellationToken);

        report.Write(Greeting.Text(queue, dynamoDb, environment, faults, plan));
        foreach (string advice in plan.Advice(queue))
        {
            await report.Error.WriteLineAsync($"warning: {advice}");
        }

        report.Write("");
        if (options.Open)
        {
            ConsoleBrowser.Open(queue.ConsoleUrl, report.Notify);
        }

        await function.WhenReadyAsync(cancellationToken);

        int rejected = await RunLoop.RunAsync(mapping, queue, lines, report, options.UntilIdle, timeProvider, cancellationToken);
        RunSummary summary = await report.EndAsync(queue.Farewell, faults.Farewell, counters);
        return rejected > 0 ? ExitCode.Usage
            : report.IsBroken || (options.UntilIdle && summary.DeadLettered > 0) ? ExitCode.Failure
            : ExitCode.Success;
    }
}
