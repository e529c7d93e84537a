using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Chaos.Tests.Database;

/// <summary>The tables of the function.</summary>
internal static class Tables
{
    public const string Records = "idempotency";
    public const string Orders = "orders";

    public static async Task CreateAsync(RestartableDynamoDb database)
    {
        using AmazonDynamoDBClient client = NewClient(database);
        foreach ((string table, string key) in ((string, string)[])[(Records, "id"), (Orders, "orderId")])
        {
            await client.CreateTableAsync(new CreateTableRequest
            {
                TableName = table,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                KeySchema = [new(key, KeyType.HASH)],
                AttributeDefinitions = [new(key, ScalarAttributeType.S)],
            });
        }
    }

    /// <returns>How often each order was recorded.</returns>
    public static async Task<IReadOnlyDictionary<string, int>> ReadOrdersAsync(RestartableDynamoDb database) =>
        (await ReadAsync(database, Orders)).ToDictionary(
            static item => item["orderId"].S, static item => int.Parse(item["timesRecorded"].N, CultureInfo.InvariantCulture));

    /// <returns>The status of each idempotency record, by its key.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> ReadRecordsAsync(RestartableDynamoDb database) =>
        (await ReadAsync(database, Records)).ToDictionary(static item => item["id"].S, static item => item["status"].S);

    private static async Task<List<Dictionary<string, AttributeValue>>> ReadAsync(RestartableDynamoDb database, string table)
    {
        using AmazonDynamoDBClient client = NewClient(database);
        var items = new List<Dictionary<string, AttributeValue>>();
        await foreach (ScanResponse page in client.Paginators.Scan(new ScanRequest(table) { ConsistentRead = true }).Responses)
        {
            items.AddRange(page.Items);
        }

        return items;
    }

    // The same key as that of the functions: DynamoDB Local keeps the tables of each key apart.
    private static AmazonDynamoDBClient NewClient(RestartableDynamoDb database) => new(
        new BasicAWSCredentials("test", "test"),
        new AmazonDynamoDBConfig { ServiceURL = $"http://{database.Endpoint}", AuthenticationRegion = AwsEnvironment.Region });
}
