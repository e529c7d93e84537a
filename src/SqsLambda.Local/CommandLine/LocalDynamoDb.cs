using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using SqsLambda.Aws;
using SqsLambda.Aws.Settings;
using SqsLambda.Orders;

namespace SqsLambda.Local.CommandLine;

/// <summary>A DynamoDB endpoint on this computer, such as DynamoDB Local, and the function's tables in it.</summary>
internal sealed class LocalDynamoDb : IDisposable
{
    public const string Region = "us-east-1";
    public const string AccessKey = "local";

    private readonly Uri _url;

    private LocalDynamoDb(Uri url)
    {
        _url = url;
        AmazonDynamoDBConfig config = DynamoDbClientConfig.Create();
        config.ServiceURL = url.ToString();
        config.AuthenticationRegion = Region;
        Client = new AmazonDynamoDBClient(new BasicAWSCredentials(AccessKey, AccessKey), config);
    }

    public IAmazonDynamoDB Client { get; }

    /// <summary>The tables, in the order of their names.</summary>
    public static IEnumerable<string> Tables => TableSettings.Select(static setting => Table(setting.Name)).Order();

    /// <summary>Connects, and creates the tables that are not there yet.</summary>
    /// <exception cref="UsageException">The URL is none, or nothing that speaks DynamoDB's protocol is there.</exception>
    public static async Task<LocalDynamoDb> OpenAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps))
        {
            throw new UsageException($"--dynamodb is '{url}': allowed is an http or https URL, such as http://127.0.0.1:8000.");
        }

        var dynamoDb = new LocalDynamoDb(parsed);
        try
        {
            foreach (TableSetting setting in TableSettings)
            {
                await dynamoDb.CreateAsync(Table(setting.Name), setting.PartitionKey, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is AmazonClientException or HttpRequestException or TimeoutException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            dynamoDb.Dispose();
            throw new UsageException($"--dynamodb is '{url}', where no DynamoDB can be used: {exception.Message.ReplaceLineEndings(" ")}");
        }

        return dynamoDb;
    }

    /// <summary>The environment of the function: what is not set names a table of its own.</summary>
    public static string? Environment(string variable) =>
        System.Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value
        : TableSettings.Any(setting => setting.Name == variable) ? $"local-{variable.ToLowerInvariant().Replace('_', '-')}"
        : null;

    private static IEnumerable<TableSetting> TableSettings => FunctionSettings.All.OfType<TableSetting>().Append(OrderBooks.Table);

    public override string ToString() => _url.ToString().TrimEnd('/');

    public void Dispose() => Client.Dispose();

    private static string Table(string variable) => Environment(variable)!;

    private async Task CreateAsync(string table, string key, CancellationToken cancellationToken)
    {
        try
        {
            await Client.CreateTableAsync(
                new CreateTableRequest
                {
                    TableName = table,
                    BillingMode = BillingMode.PAY_PER_REQUEST,
                    KeySchema = [new(key, KeyType.HASH)],
                    AttributeDefinitions = [new(key, ScalarAttributeType.S)],
                },
                cancellationToken);
        }
        catch (ResourceInUseException)
        {
            // It is there.
        }
    }
}
