using Amazon.DynamoDBv2;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Tests.Idempotency;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>The contract of every store, kept by Amazon's own engine.</summary>
[Collection(SharedDynamoDb.Name)]
public sealed class DynamoDbIdempotencyStoreTests(DynamoDbLocal dynamoDb) : IdempotencyStoreContract, IAsyncLifetime, IDisposable
{
    private AmazonDynamoDBClient? _client;
    private IIdempotencyStore? _store;

    protected override IIdempotencyStore Store => _store!;

    public async Task InitializeAsync()
    {
        _client = dynamoDb.NewClient();
        _store = new DynamoDbIdempotencyStore(_client, await dynamoDb.CreateTableAsync(), Expiration, Time);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _client?.Dispose();
}
