using Amazon.DynamoDBv2;
using SqsLambda.Aws;
using SqsLambda.Aws.Settings;

namespace SqsLambda.Tests.Docs.Examples;

public interface IStock;

public sealed class DynamoDbStock(IAmazonDynamoDB client, string table) : IStock
{
    public IAmazonDynamoDB Client => client;

    public string Table => table;
}

public sealed class InMemoryStock : IStock;

public static class Stock
{
    public static TableSetting Table { get; } = new("STOCK_TABLE", partitionKey: "sku", meaning: "The DynamoDB table of the stock");

    public static IStock Open(FunctionServices services) => services.OpenTable<IStock>(
        Table, static (dynamoDb, table) => new DynamoDbStock(dynamoDb, table), static () => new InMemoryStock());
}
