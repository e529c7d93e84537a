using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Http;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.WebConsole.Lives;
using CreateQueueRequest = Amazon.SQS.Model.CreateQueueRequest;
using ReceiveMessageRequest = Amazon.SQS.Model.ReceiveMessageRequest;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>An endpoint whose queues the console remembers, a client of it, and a clock that the test moves.</summary>
internal sealed class WatchedQueues : IAsyncDisposable
{
    private readonly FakeTimeProvider _time;
    private readonly SqsEndpoint _endpoint;
    private readonly List<RunReport> _reports = [];

    private WatchedQueues(SqsRegions regions, SqsEndpoint endpoint, MessageJournal journal, MessageMemory memory, FakeTimeProvider time)
    {
        (Regions, _endpoint, Journal, Memory, _time) = (regions, endpoint, journal, memory, time);
        Sqs = new(new BasicAWSCredentials("test", "test"), new AmazonSQSConfig { ServiceURL = endpoint.Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
    }

    public SqsRegions Regions { get; }

    public MessageJournal Journal { get; }

    public MessageMemory Memory { get; }

    public AmazonSQSClient Sqs { get; }

    public static async Task<WatchedQueues> StartAsync()
    {
        var time = new FakeTimeProvider(Polled.Start);
        var regions = new SqsRegions(time);
        var memory = new MessageMemory();
        var journal = new MessageJournal(memory, time);
        journal.Watch(regions);
        return new(regions, await SqsEndpoint.StartAsync(regions, port: 0), journal, memory, time);
    }

    /// <summary>Creates a queue, whose visibility timeout is 30 s unless the attributes say otherwise.</summary>
    public async Task<string> CreateAsync(string name, params (string Name, string Value)[] attributes) =>
        (await Sqs.CreateQueueAsync(new CreateQueueRequest(name)
        {
            Attributes = attributes.ToDictionary(static attribute => attribute.Name, static attribute => attribute.Value),
        })).QueueUrl;

    public static (string, string) Redrive(string deadLetterQueue, int maxReceiveCount) =>
        ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{ArnOf(deadLetterQueue)}}","maxReceiveCount":{{maxReceiveCount}}}""");

    public static string ArnOf(string name) => $"arn:aws:sqs:us-east-1:000000000000:{name}";

    public async Task<List<Message>> ReceiveAsync(string url) =>
        (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10 })).Messages ?? [];

    public async Task<Message> ReceiveOneAsync(string url) => Assert.Single(await ReceiveAsync(url));

    /// <summary>The report of a run that has the queue.</summary>
    public RunReport ReportOf(string queue)
    {
        var report = new RunReport(new PlainScreen(TextWriter.Null, TextWriter.Null), isTracing: false, showsLog: false, _time);
        _reports.Add(report);
        Journal.Follow(report, ArnOf(queue));
        return report;
    }

    public void Pass(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>The state of a message, and the steps of its life with the seconds since the start.</summary>
    public async Task<(MessageState State, string[] Steps)> LifeAsync(string queue, string id)
    {
        await Journal.FlushAsync();
        return Memory.Read(ArnOf(queue), id, static message => (message.State, message.Steps
            .Select(static step => $"{(step.At - Polled.Start).TotalSeconds} {step.What}{(step.Detail is null ? "" : $": {step.Detail}")}").ToArray()));
    }

    public async Task<T?> ReadAsync<T>(string queue, string id, Func<RememberedMessage, T> read)
    {
        await Journal.FlushAsync();
        return Memory.Read(ArnOf(queue), id, read);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunReport report in _reports)
        {
            await report.DisposeAsync();
        }

        Sqs.Dispose();
        await _endpoint.DisposeAsync();
        await Journal.DisposeAsync();
        Regions.Dispose();
    }
}
