using SqsLambda.Local.Http;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.CommandLine;

/// <summary>The main job: a queue, an event source mapping and the function, until nothing is left or the user ends it.</summary>
internal static class Run
{
    /// <exception cref="UsageException">The options do not fit each other, the file cannot be read, or the port is taken.</exception>
    public static async Task<int> StartAsync(RunOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        using var service = new SqsService(TimeProvider.System);
        Queues queues = Queues.Create(service, options);
        if (options.Mapping.Validate(queues.Source.IsFifo, queues.Source.Attributes.VisibilityTimeout) is { } refused)
        {
            throw new UsageException(refused);
        }

        using LocalDynamoDb? dynamoDb = options.DynamoDb is { } url ? await LocalDynamoDb.OpenAsync(url, cancellationToken) : null;
        using MessageLines lines = MessageLines.Open(options.Send);
        var report = new RunReport(output, options.MaxReceiveCount, TimeProvider.System);
        var logger = new LocalLambdaLogger(error);
        var function = new LocalFunction(
            NewFunction(dynamoDb, report).FunctionHandler, TimeSpan.FromSeconds(options.Mapping.FunctionTimeoutSeconds), TimeProvider.System, logger);
        await using SqsEndpoint endpoint = await ListenAsync(service, options.Port, cancellationToken);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var idle = new IdleWatch(queues.Source, report);
        var mapping = new EventSourceMapping(new LocalEventSource(queues.Source), function, options.Mapping, TimeProvider.System, idle);
        Task running = mapping.RunAsync(stop.Token);

        report.Write(Greeting.Text(endpoint.Url, queues, dynamoDb, options));
        int rejected = await lines.SendAsync(queues.Source, report, error, stop.Token);
        idle.AllIsSent();
        await WaitAsync(options.UntilIdle ? idle.Reached : Task.Delay(Timeout.Infinite, stop.Token), running, stop.Token);
        await stop.CancelAsync();
        await running;

        report.Write(report.Summary.ToString());
        if (queues.Source.Counts.Total is > 0 and int left)
        {
            report.Write($"left in the queue, which ends with this process: {left}");
        }

        return rejected > 0 ? ExitCode.Usage
            : options.UntilIdle && report.Summary.DeadLettered > 0 ? ExitCode.Failure
            : ExitCode.Success;
    }

    private static Function NewFunction(LocalDynamoDb? dynamoDb, RunReport report) => dynamoDb is null
        ? Function.ForLaptop(Environment.GetEnvironmentVariable, Function.NewDynamoDb(), report)
        : Function.ForLaptop(LocalDynamoDb.Environment, new(dynamoDb.Client), report);

    private static async Task WaitAsync(Task end, Task running, CancellationToken cancellationToken) =>
        await (await Task.WhenAny(end, running)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task<SqsEndpoint> ListenAsync(SqsService service, int port, CancellationToken cancellationToken)
    {
        if (port is < 0 or > ushort.MaxValue)
        {
            throw new UsageException($"--port is {port}: allowed is 0 to {ushort.MaxValue}.");
        }

        try
        {
            return await SqsEndpoint.StartAsync(service, port, cancellationToken);
        }
        catch (EndpointUnavailableException exception)
        {
            throw new UsageException($"--port is {port}: {exception.Message}");
        }
    }
}
