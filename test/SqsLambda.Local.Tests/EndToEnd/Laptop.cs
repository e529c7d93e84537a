using Amazon.Runtime;
using Amazon.SQS;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Local.Faults;
using SqsLambda.Local.Http;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Running;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Tests.CommandLine;
using SqsLambda.TestFunction;
using SqsLambda.TestFunction.Memos;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>A run as the command line makes it, with a handler and a clock of the test's, and an SDK client at its endpoint.</summary>
internal sealed class Laptop : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SqsRegions _regions;
    private readonly RunReport _report;
    private readonly IdleWatch _idle;
    private readonly EventSourceMapping _mapping;
    private readonly LocalFunction _function;
    private Task _running = Task.CompletedTask;
    private int _invocations;

    public Laptop(RunOptions options, IMessageHandler<Memo> handler, TimeProvider timeProvider, TextWriter? output = null)
    {
        _regions = new SqsRegions(timeProvider);
        SqsService service = _regions.Default;
        Queues = Queues.Create(service, "memos", new(options.Fifo, options.VisibilityTimeoutSeconds ?? 6, options.MaxReceiveCount ?? 5));
        _report = new RunReport(new PlainScreen(output ?? TextWriter.Null, output ?? TextWriter.Null), isTracing: false, showsLog: true, timeProvider);
        _idle = new IdleWatch(service, Queues.Source, _report);
        _function = new LocalFunction(
            "memos",
            TestFunctions.HandlerOf(new MemoFunction(new FunctionServices { Runtime = new(timeProvider) }, handler).FunctionHandler, response =>
            {
                lock (Responses)
                {
                    Responses.Add([.. response.BatchItemFailures.Select(static failure => failure.ItemIdentifier)]);
                }
            }),
            TimeSpan.FromSeconds(options.Mapping.FunctionTimeoutSeconds),
            memoryMB: 512,
            timeProvider,
            new FunctionLog(_report.Log));
        Faults = new FaultPlan(options.Faults, options.Seed ?? 0);
        _mapping = new EventSourceMapping(
            new FaultyEventSource(new LocalEventSource(service, Queues.Source.Name), Faults),
            new FaultyInvocation(InvokeAsync, Faults, options.Fifo).InvokeAsync,
            options.Mapping,
            timeProvider,
            _report);
    }

    public Queues Queues { get; }

    public FaultPlan Faults { get; }

    public List<string[]> Responses { get; } = [];

    public RunSummary Summary => _report.Summary;

    public SqsEndpoint? Endpoint { get; private set; }

    public string QueueUrl => $"{Endpoint!.Url}/000000000000/{Queues.Source.Name}";

    public async Task<AmazonSQSClient> ListenAsync()
    {
        Endpoint = await SqsEndpoint.StartAsync(_regions, port: 0);
        return new AmazonSQSClient(new BasicAWSCredentials("local", "local"), new AmazonSQSConfig { ServiceURL = Endpoint.Url });
    }

    public void StartMapping() => _running = _mapping.RunAsync(_stop.Token);

    public async Task IdleAsync()
    {
        _idle.AllIsSent();
        await _idle.Reached.WaitAsync(TimeSpan.FromMinutes(2));
        await _report.FlushAsync();
    }

    /// <summary>
    /// Lets time pass until nothing is left: a little at a time, and only while no invocation is under way, so that none comes to its timeout
    /// because the machine is busy.
    /// </summary>
    public async Task IdleAsync(FakeTimeProvider time)
    {
        Task idle = IdleAsync();
        while (!idle.IsCompleted)
        {
            if (Volatile.Read(ref _invocations) == 0)
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
            }

            await Task.Delay(1);
        }

        await idle;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromMinutes(2));
        if (Endpoint is not null)
        {
            await Endpoint.DisposeAsync();
        }

        _idle.Dispose();
        _function.Dispose();
        await _report.DisposeAsync();
        _regions.Dispose();
        _stop.Dispose();
    }

    private async Task<InvocationResult> InvokeAsync(PolledBatch batch)
    {
        Interlocked.Increment(ref _invocations);
        try
        {
            InvocationResult result = await _function.InvokeAsync(batch.Payload);
            foreach (MessageResult message in result.Messages)
            {
                _report.OnResult(message);
            }

            return result;
        }
        finally
        {
            Interlocked.Decrement(ref _invocations);
        }
    }
}
