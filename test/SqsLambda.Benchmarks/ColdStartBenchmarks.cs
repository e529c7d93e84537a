using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Testing;
using SqsLambda.Tests.Deploy;

namespace SqsLambda.Benchmarks;

/// <summary>The published function as a process: from its start to its first response through the Runtime API, for an event of one message.</summary>
[Config(typeof(Config))]
public class ColdStartBenchmarks : IDisposable
{
    private readonly PublishedFunction _published = new();
    private readonly DynamoDbLocal _dynamoDb = new();
    private readonly Dictionary<string, string> _environment = [];
    private DirectoryInfo? _package;
    private FunctionProcess? _process;
    private int _orders;

    /// <summary>Where the idempotency records and the orders are.</summary>
    [Params("memory", "DynamoDB")]
    public string Tables { get; set; } = "";

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _package = await _published.ForAsync(PublishedFunction.RuntimeOfThisMachine);
        if (Tables == "DynamoDB")
        {
            await _dynamoDb.InitializeAsync();
            _environment["IDEMPOTENCY_TABLE"] = await _dynamoDb.CreateTableAsync();
            _environment["ORDERS_TABLE"] = await _dynamoDb.CreateTableAsync("orderId");
            _environment["AWS_ENDPOINT_URL_DYNAMODB"] = _dynamoDb.Endpoint.ToString();
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
        return await _process.Api.InvokeAsync(TestSqsEvent.Of($$"""{"orderId":"{{_orders++}}","sku":"TEA-250","quantity":1}""").ToJson());
    }

    [IterationCleanup]
    public void End()
    {
        _process!.EndAsync().GetAwaiter().GetResult();
        _process.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private sealed class Config() : SingleCalls(warmups: 3, iterations: 30, StatisticColumn.Median, StatisticColumn.P95);
}
