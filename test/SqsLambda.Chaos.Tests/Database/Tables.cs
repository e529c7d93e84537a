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
    public static async Task<IReadOnlyDictionary<string, int>> ReadOrdersAsync(RestartableDynamoDb database)
    {
        using AmazonDynamoDBClient client = NewClient(database);
        var orders = new Dictionary<string, int>();
        await foreach (ScanResponse page in client.Paginators.Scan(new ScanRequest(Orders) { ConsistentRead = true }).Responses)
        {
            foreach (Dictionary<string, AttributeValue> item in page.Items)
            {
                orders.Add(item["orderId"].S, int.Parse(item["timesRecorded"].N, CultureInfo.InvariantCulture));
            }
        }

        return orders;
    }

    // The same key as that of the functions: DynamoDB Local keeps the tables of each key apart.
    private static AmazonDynamoDBClient NewClient(RestartableDynamoDb database) => new(
        new BasicAWSCredentials("test", "test"),
        new AmazonDynamoDBConfig { ServiceURL = $"http://{database.Endpoint}", AuthenticationRegion = AwsEnvironment.Region });
}
