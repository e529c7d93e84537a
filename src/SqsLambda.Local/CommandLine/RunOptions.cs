using System.CommandLine;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.CommandLine;

/// <summary>What the command line of a run says.</summary>
internal sealed record RunOptions
{
    public int Port { get; init; } = 9324;

    public string? Send { get; init; }

    public bool UntilIdle { get; init; }

    public bool Fifo { get; init; }

    public string? DynamoDb { get; init; }

    public int VisibilityTimeoutSeconds { get; init; } = 6;

    public int MaxReceiveCount { get; init; } = 5;

    public EventSourceMappingSettings Mapping { get; init; } = new() { FunctionTimeoutSeconds = 1 };
}

/// <summary>The options of a run, as the command line knows them.</summary>
internal sealed class RunOptionSymbols
{
    private static readonly RunOptions Defaults = new();

    private readonly Option<int> _port = Number("--port", "The port of the SQS endpoint on 127.0.0.1: 0 to 65535, 0 for any.", Defaults.Port);
    private readonly Option<string?> _send = new("--send")
    {
        Description = "Send every line of this file as a message in place of the samples; - is standard input.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _untilIdle = new("--until-idle")
    {
        Description = "End when nothing is left in the queue: exit code 0, or 1 when something was dead-lettered.",
    };

    private readonly Option<bool> _fifo = new("--fifo") { Description = "Make the queues FIFO queues." };
    private readonly Option<string?> _dynamoDb = new("--dynamodb")
    {
        Description = "Keep idempotency records and orders in the DynamoDB at this URL, such as DynamoDB Local, and not in memory.",
        HelpName = "URL",
    };

    private readonly Option<int> _visibilityTimeout = Number(
        "--visibility-timeout", "The queue's visibility timeout: 0 to 43200 s.", Defaults.VisibilityTimeoutSeconds);

    private readonly Option<int> _maxReceiveCount = Number(
        "--max-receive-count", "Receives before a message goes to the dead-letter queue: 1 to 1000.", Defaults.MaxReceiveCount);

    private readonly Option<int> _batchSize = Number(
        "--batch-size", "Messages in a batch: 1 to 10000; more than 10 need a batching window; at most 10 with --fifo.", Defaults.Mapping.BatchSize);

    private readonly Option<int> _batchingWindow = Number(
        "--batching-window", "How long a batch gathers: 0 to 300 s; not with --fifo.", Defaults.Mapping.MaximumBatchingWindowInSeconds);

    private readonly Option<int?> _maximumConcurrency = new("--maximum-concurrency")
    {
        Description = "Invocations at once: 2 to 1000. [default: no limit of its own]",
        HelpName = "NUMBER",
    };

    private readonly Option<int> _functionTimeout = Number(
        "--function-timeout",
        "The function's timeout: 1 to 900 s, not more than the visibility timeout.",
        Defaults.Mapping.FunctionTimeoutSeconds);

    public IEnumerable<Option> All =>
    [
        _port, _send, _untilIdle, _fifo, _dynamoDb, _visibilityTimeout, _maxReceiveCount, _batchSize, _batchingWindow, _maximumConcurrency, _functionTimeout,
    ];

    public RunOptions Read(ParseResult result) => new()
    {
        Port = result.GetValue(_port),
        Send = result.GetValue(_send),
        UntilIdle = result.GetValue(_untilIdle),
        Fifo = result.GetValue(_fifo),
        DynamoDb = result.GetValue(_dynamoDb),
        VisibilityTimeoutSeconds = result.GetValue(_visibilityTimeout),
        MaxReceiveCount = result.GetValue(_maxReceiveCount),
        Mapping = new()
        {
            BatchSize = result.GetValue(_batchSize),
            MaximumBatchingWindowInSeconds = result.GetValue(_batchingWindow),
            MaximumConcurrency = result.GetValue(_maximumConcurrency),
            FunctionTimeoutSeconds = result.GetValue(_functionTimeout),
        },
    };

    private static Option<int> Number(string name, string description, int defaultValue) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => defaultValue,
        HelpName = "NUMBER",
    };
}
