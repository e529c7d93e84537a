using Amazon.SQS;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Local.Faults;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Orders;

namespace SqsLambda.Local.CommandLine;

/// <summary>The main job: a queue, an event source mapping and the function, until nothing is left or the user ends it.</summary>
internal static class Run
{
    /// <exception cref="UsageException">The options do not fit each other, or what they name cannot be used.</exception>
    public static async Task<int> StartAsync(
        RunOptions options, TextWriter output, TextWriter error, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var report = new RunReport(output, options.Trace, timeProvider);
        try
        {
            return await RunAsync(options, report, error, timeProvider, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C before the run had begun.
            report.Write(report.Summary.ToString());
            return ExitCode.Success;
        }
    }

    private static async Task<int> RunAsync(
        RunOptions options, RunReport report, TextWriter error, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var counters = new MappingCounters();
        var faults = new FaultPlan(options.Faults, options.Seed ?? Random.Shared.Next());
        using MessageLines lines = options is { QueueUrl: not null, Send: null } ? MessageLines.None : MessageLines.Open(options.Send);
        await using IRunQueue queue = options.QueueUrl is { } queueUrl
            ? await RemoteRunQueue.OpenAsync(queueUrl, options.Mapping, timeProvider, cancellationToken)
            : await LocalRunQueue.OpenAsync(options, report, timeProvider, cancellationToken);
        using LocalDynamoDb? dynamoDb = options.DynamoDb is { } url ? await LocalDynamoDb.OpenAsync(url, cancellationToken) : null;
        report.MaxReceiveCount = () => queue.MaxReceiveCount;

        var function = new LocalFunction(
            NewFunction(
                options.DeadLetterAtOnce ? queue.DeadLetterQueueUrl : null,
                dynamoDb,
                queue.Client,
                options.Metrics ? new MetricLines(report, error, timeProvider) : report,
                timeProvider).FunctionHandler,
            TimeSpan.FromSeconds(options.Mapping.FunctionTimeoutSeconds),
            timeProvider,
            new LocalLambdaLogger(error));
        var mapping = new EventSourceMapping(
            faults.IsActive ? new FaultyEventSource(queue.Source, faults) : queue.Source,
            InvocationOf(function, options, faults, queue.Source.IsFifo),
            options.Mapping,
            timeProvider,
            new MappingObservers(counters, report));

        report.Write(Greeting.Text(queue, dynamoDb, faults, options));
        foreach (string advice in options.Mapping.Advice(queue.Source.VisibilityTimeout, queue.MaxReceiveCount, options.ReservedConcurrency))
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

    private static BatchInvocation InvocationOf(LocalFunction function, RunOptions options, FaultPlan faults, bool isFifo)
    {
        BatchInvocation invoke = batch => function.InvokeAsync(batch.Payload);
        if (options.ReservedConcurrency is { } limit)
        {
            invoke = new ReservedConcurrency(limit, invoke).InvokeAsync;
        }

        return faults.IsActive ? new FaultyInvocation(invoke, faults, isFifo).InvokeAsync : invoke;
    }

    private static Function NewFunction(
        string? deadLetterQueueUrl, LocalDynamoDb? dynamoDb, Lazy<IAmazonSQS> sqs, IBatchObserver observer, TimeProvider timeProvider)
    {
        Func<string, string?> environment = dynamoDb is null ? Environment.GetEnvironmentVariable : LocalDynamoDb.Environment;
        if (deadLetterQueueUrl is not null)
        {
            Func<string, string?> given = environment;
            environment = variable => variable switch
            {
                "DEAD_LETTER_QUEUE_URL" => deadLetterQueueUrl,
                "DEAD_LETTER_QUEUE" => null,
                _ => given(variable),
            };
        }

        var services = new FunctionServices(environment)
        {
            Runtime = new(timeProvider),
            Observers = [observer],
            Sqs = sqs.Value,
            DynamoDb = dynamoDb?.Client!,
        };
        return new(services, new FlakyOrderBook(OrderBooks.Open(services)));
    }
}
