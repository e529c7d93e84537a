using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Local.Projects;
using SqsLambda.Tests.Deploy;
using SqsLambda.Tests.Repository;
using ToolsDefaults = SqsLambda.Tests.Repository.ToolsDefaults;

namespace SqsLambda.Benchmarks;

/// <summary>
/// The published function as a process: from its start to its first response through the Runtime API, for an event of one message. The message is the
/// first of the function's own samples, and its <c>laptop.json</c> names its tables.
/// </summary>
[Config(typeof(Config))]
public class ColdStartBenchmarks : IDisposable
{
    private readonly PublishedFunction _published = new();
    private readonly DynamoDbLocal _dynamoDb = new();
    private readonly Dictionary<string, string> _environment = [];
    private DirectoryInfo? _package;
    private FunctionProcess? _process;
    private string _event = "";

    /// <summary>Where the function's tables are, that of the idempotency records included.</summary>
    [Params("stub", "DynamoDB")]
    public string Tables { get; set; } = "";

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _package = await _published.ForAsync(PublishedFunction.RuntimeOfThisMachine);
        _event = EventOf(SampleMessages.Find(Folder).Lines[0]);
        if (Tables == "DynamoDB")
        {
            await _dynamoDb.InitializeAsync();
            _environment["AWS_ENDPOINT_URL_DYNAMODB"] = _dynamoDb.Endpoint.ToString();
        }
    }

    /// <summary>New tables: the message is new to each start. Each start has a stub of its own, too.</summary>
    [IterationSetup]
    public void NameTables()
    {
        foreach ((string variable, string key) in LaptopFile.Find(Folder).Tables)
        {
            if (Tables == "DynamoDB")
            {
                _environment[variable] = _dynamoDb.CreateTableAsync(key).GetAwaiter().GetResult();
            }
            else
            {
                _environment[variable] = "stub";
            }
        }
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _dynamoDb.DisposeAsync();
        Dispose();
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _published.Dispose();
    }

    [Benchmark]
    public async Task<string> StartToFirstResponse()
    {
        _process = await FunctionProcess.StartAsync(_package!, _environment);
        return await _process.Api.InvokeAsync(_event);
    }

    [IterationCleanup]
    public void End()
    {
        _process!.EndAsync().GetAwaiter().GetResult();
        _process.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static string Folder => Repo.PathOf(ToolsDefaults.Text("project-location"));

    private static string EventOf(string body) =>
        $$"""
        {"Records":[{"messageId":"m1","receiptHandle":"h","body":"{{JsonEncodedText.Encode(body)}}","attributes":{"ApproximateReceiveCount":"1"},
        "messageAttributes":{},"eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-2:123456789012:queue","awsRegion":"us-east-2"}]}
        """;

    private sealed class Config() : SingleCalls(warmups: 3, iterations: 30, StatisticColumn.Median, StatisticColumn.P95);
}
