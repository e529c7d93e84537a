using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Tests.Idempotency;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>The contract of every store, kept by Amazon's own engine.</summary>
[Collection(SharedDynamoDb.Name)]
public sealed class DynamoDbIdempotencyStoreTests(DynamoDbLocal dynamoDb) : EnlistingStoreContract, IAsyncLifetime, IDisposable
{
    private AmazonDynamoDBClient? _client;
    private IIdempotencyStore? _store;
    private string _counts = "";

    protected override IIdempotencyStore Store => _store!;

    public async Task InitializeAsync()
    {
        _client = dynamoDb.NewClient();
        _counts = await dynamoDb.CreateTableAsync("name");
        _store = new DynamoDbIdempotencyStore(_client, await dynamoDb.CreateTableAsync(), Expiration, Time);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    protected override object NewWork(string name) => new TransactWriteItem
    {
        Update = new()
        {
            TableName = _counts,
            Key = ItemKeyOf(name),
            UpdateExpression = "ADD times :one",
            ConditionExpression = name == FailingWork ? "attribute_exists(times)" : null,
            ExpressionAttributeValues = new() { [":one"] = new() { N = "1" } },
        },
    };

    protected override async Task<int> TimesDoneAsync(string name)
    {
        GetItemResponse response = await _client!.GetItemAsync(_counts, ItemKeyOf(name), consistentRead: true);
        return int.Parse(response.Item?.GetValueOrDefault("times")?.N ?? "0", CultureInfo.InvariantCulture);
    }

    private static Dictionary<string, AttributeValue> ItemKeyOf(string name) => new() { ["name"] = new(name) };

    public void Dispose() => _client?.Dispose();
}
