using SqsLambda.Local.Faults;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;

namespace SqsLambda.Local.CommandLine;

/// <summary>The main job: a queue, an event source mapping and the function, until nothing is left or the user ends it.</summary>
internal static class Run
{
    /// <exception cref="UsageException">The options do not fit each other, or what they name cannot be used.</exception>
    public static async Task<int> StartAsync(
        RunOptions options, IFunctionSource functions, TextWriter output, TextWriter error, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var report = new RunReport(output, options.Trace, timeProvider);
        try
        {
            return await RunAsync(options, functions, report, error, timeProvider, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C before the run had begun.
            report.Write(report.Summary.ToString());
            return ExitCode.Success;
        }
    }

    private static async Task<int> RunAsync(
        RunOptions options, IFunctionSource functions, RunReport report, TextWriter error, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        FunctionDescription description = functions.Find(options.Function);
        if (functions.Prepare(description) is { } notApplied)
        {
            await error.WriteLineAsync($"warning: {notApplied}");
        }

        var plan = new RunPlan(options, description);
        var counters = new MappingCounters();
        var faults = new FaultPlan(options.Faults, options.Seed ?? Random.Shared.Next());
        using MessageLines lines = plan.OpenLines();
        await using IRunQueue queue = options.QueueUrl is { } queueUrl
            ? await RemoteRunQueue.OpenAsync(queueUrl, plan.Mapping, timeProvider, cancellationToken)
            : await LocalRunQueue.OpenAsync(plan, report, timeProvider, cancellationToken);
        report.MaxReceiveCount = () => queue.MaxReceiveCount;

        FunctionEnvironment environment = EnvironmentOf(plan, queue);
        LocalDynamoDb? dynamoDb = options.DynamoDb is { } url
            ? await LocalDynamoDb.OpenAsync(url, TablesOf(plan), environment, cancellationToken)
            : null;

        var log = new FunctionLog(error);
        using var function = new LocalFunction(
            description.Name,
            functions.Open(description, environment.Variables, log),
            TimeSpan.FromSeconds(plan.Mapping.FunctionTimeoutSeconds),
            description.MemoryMB,
            timeProvider,
            log);
        var mapping = new EventSourceMapping(
            faults.IsActive ? new FaultyEventSource(queue.Source, faults) : queue.Source,
            InvocationOf(function, plan, queue, faults, report),
            plan.Mapping,
            timeProvider,
            new MappingObservers(counters, report));

        report.Write(Greeting.Text(queue, dynamoDb, environment, faults, plan));
        foreach (string advice in plan.Mapping.Advice(
            queue.Source.VisibilityTimeout, plan.AdvisedReceiveCount(queue.MaxReceiveCount), options.ReservedConcurrency))
        {
            await error.WriteLineAsync($"warning: {advice}");
        }

        int rejected = await RunLoop.RunAsync(mapping, queue, lines, report, options.UntilIdle, error, timeProvider, cancellationToken);
        if (queue.Farewell is { } farewell)
        {
            report.Write(farewell);
        }

        if (faults.IsActive)
        {
            report.Write($"faults (--seed {faults.Seed}): {faults}");
        }

        report.Write($"event source mapping: {counters}");
        report.Write(report.Summary.ToString());
        return rejected > 0 ? ExitCode.Usage
            : options.UntilIdle && report.Summary.DeadLettered > 0 ? ExitCode.Failure
            : ExitCode.Success;
    }

    private static FunctionEnvironment EnvironmentOf(RunPlan plan, IRunQueue queue)
    {
        var environment = new FunctionEnvironment(Environment.GetEnvironmentVariable, plan.Options.Variables);
        foreach ((string name, string value) in plan.Function.Laptop.Variables)
        {
            environment.SetDefault(name, value);
        }

        if (queue.EndpointUrl is { } url)
        {
            environment.Set("AWS_ENDPOINT_URL_SQS", url);
            environment.SetLocalCredentials();
        }

        if (plan.Options.DeadLetterAtOnce && queue.DeadLetterQueueUrl is { } deadLetterQueueUrl)
        {
            environment.Set("DEAD_LETTER_QUEUE_URL", deadLetterQueueUrl);
            if (environment["DEAD_LETTER_QUEUE"] is not null)
            {
                environment.Set("DEAD_LETTER_QUEUE", "");
            }
        }

        return environment;
    }

    private static Dictionary<string, string> TablesOf(RunPlan plan)
    {
        var tables = new Dictionary<string, string>(plan.Function.Laptop.Tables, StringComparer.Ordinal);
        foreach ((string variable, string partitionKey) in plan.Options.Tables)
        {
            tables[variable] = partitionKey;
        }

        return tables;
    }

    private static BatchInvocation InvocationOf(LocalFunction function, RunPlan plan, IRunQueue queue, FaultPlan faults, RunReport report)
    {
        BatchInvocation invoke = batch => function.InvokeAsync(batch.Payload);
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

        return faults.IsActive ? new FaultyInvocation(invoke, faults, queue.Source.IsFifo).InvokeAsync : invoke;
    }

    private static BatchInvocation Reported(BatchInvocation invoke, RunReport report) => async batch =>
    {
        InvocationResult result = await invoke(batch);
        report.OnOutcomes(batch.Messages, result.Messages);
        return result;
    };
}
