using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using SqsLambda.Local.Hosting;

namespace SqsLambda.Local.Running;

/// <summary>A DynamoDB endpoint on this computer, such as DynamoDB Local, with the tables of the function in it.</summary>
/// <param name="Url">Its URL.</param>
/// <param name="Tables">The tables, in the order of their names.</param>
internal sealed record LocalDynamoDb(Uri Url, IReadOnlyList<string> Tables)
{
    private const string EndpointVariable = "AWS_ENDPOINT_URL_DYNAMODB";

    /// <summary>Creates the tables that are not there yet, and points the function to the endpoint and to them.</summary>
    /// <param name="url">The URL of the endpoint.</param>
    /// <param name="tables">The variables that name tables, and the partition keys of these. One that is not set names a table of its own.</param>
    /// <param name="environment">The environment of the function.</param>
    /// <param name="cancellationToken">Ends the wait for the endpoint.</param>
    /// <exception cref="UsageException">The URL is none, or nothing that speaks DynamoDB's protocol is there.</exception>
    public static async Task<LocalDynamoDb> OpenAsync(
        string url, IReadOnlyDictionary<string, string> tables, FunctionEnvironment environment, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps))
        {
            throw new UsageException($"--dynamodb is '{url}': allowed is an http or https URL, such as http://127.0.0.1:8000.");
        }

        environment.Set(EndpointVariable, url);
        environment.SetLocalCredentials();
        using AmazonDynamoDBClient client = NewClient(parsed, environment);
        SortedSet<string> names = new(StringComparer.Ordinal);
        try
        {
            foreach ((string variable, string partitionKey) in tables)
            {
                environment.SetDefault(variable, $"local-{variable.ToLowerInvariant().Replace('_', '-')}");
                string table = environment[variable]!;
                names.Add(table);
                await CreateAsync(client, table, partitionKey, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is AmazonClientException or HttpRequestException or TimeoutException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new UsageException($"--dynamodb is '{url}', where no DynamoDB can be used: {exception.Message.ReplaceLineEndings(" ")}");
        }

        return new(parsed, [.. names]);
    }

    public override string ToString() => Url.ToString().TrimEnd('/');

    // The function's own region and credentials: DynamoDB Local keeps the tables of each access key and region apart.
    private static AmazonDynamoDBClient NewClient(Uri url, FunctionEnvironment environment)
    {
        var config = new AmazonDynamoDBConfig
        {
            ServiceURL = url.ToString(),
            AuthenticationRegion = environment.Region,
            Timeout = TimeSpan.FromSeconds(3),
            ConnectTimeout = TimeSpan.FromSeconds(2),
            MaxErrorRetry = 0,
        };
        return environment["AWS_ACCESS_KEY_ID"] is { } key && environment["AWS_SECRET_ACCESS_KEY"] is { } secret
            ? new(environment["AWS_SESSION_TOKEN"] is { } token ? new SessionAWSCredentials(key, secret, token) : new BasicAWSCredentials(key, secret), config)
            : new(config);
    }

    private static async Task CreateAsync(AmazonDynamoDBClient client, string table, string partitionKey, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateTableAsync(
                new CreateTableRequest
                {
                    TableName = table,
                    BillingMode = BillingMode.PAY_PER_REQUEST,
                    KeySchema = [new(partitionKey, KeyType.HASH)],
                    AttributeDefinitions = [new(partitionKey, ScalarAttributeType.S)],
                },
                cancellationToken);
        }
        catch (ResourceInUseException)
        {
            // It is there.
        }
    }
}
