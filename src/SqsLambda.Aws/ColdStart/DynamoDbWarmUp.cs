using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.ColdStart;

/// <summary>
/// Shortens a cold start: loads and compiles the code that the first calls to DynamoDB need, and opens a connection, while the function is being
/// initialized.
/// </summary>
/// <remarks>
/// It makes no API call, so it needs no permission and costs nothing. The calls of the code that is warmed up are answered within the process. The
/// connection is opened with a GET without credentials, whose answer does not matter.
/// </remarks>
internal static class DynamoDbWarmUp
{
    private const string Name = "warm-up";

    /// <summary>Warms up. The task never fails: what is wrong, the first call reports.</summary>
    /// <param name="newConfig">Creates the configuration of the function's client.</param>
    /// <param name="connections">Where to open a connection; <see langword="null"/> if it would not last until the first call.</param>
    public static async Task RunAsync(Func<AmazonDynamoDBConfig> newConfig, ConnectionPool? connections)
    {
        try
        {
            AmazonDynamoDBConfig config = newConfig();
            config.HttpClientFactory = new CannedAnswers();
            using var client = new AmazonDynamoDBClient(new BasicAWSCredentials(Name, Name), config);
            Task connected = connections is null ? Task.CompletedTask : ConnectAsync(client, connections);
            await Task.WhenAll(ClaimAndCompleteAsync(client), connected).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The first call meets the same problem, and its caller knows what to do about it.
        }
    }

    private static async Task ConnectAsync(AmazonDynamoDBClient client, ConnectionPool connections)
    {
        string url = client.DetermineServiceOperationEndpoint(new BatchExecuteStatementRequest()).URL;
        using HttpClient http = connections.CreateHttpClient(client.Config);
        using HttpResponseMessage response = await http.GetAsync(new Uri(url)).ConfigureAwait(false);
    }

    /// <summary>Takes the way of a message through the store, with and without a write that its handler enlisted.</summary>
    private static async Task ClaimAndCompleteAsync(AmazonDynamoDBClient client)
    {
        var store = new DynamoDbIdempotencyStore(client, Name, TimeSpan.FromDays(1), TimeProvider.System);
        var key = new RecordKey(Name, Name);
        await store.ClaimAsync([new(key, default)], Name, TimeSpan.FromSeconds(1), default).ConfigureAwait(false);
        await store.SettleAsync([new(key, SettlementKind.Complete)], Name, default).ConfigureAwait(false);
        var write = new TransactWriteItem
        {
            Update = new()
            {
                TableName = Name,
                Key = new() { [RecordAttributes.Id] = new(Name) },
                UpdateExpression = "SET a = :a",
                ExpressionAttributeValues = new() { [":a"] = new() { N = "1" } },
            },
        };
        await store.SettleAsync([new(key, SettlementKind.Complete, [write])], Name, default).ConfigureAwait(false);
    }
}
