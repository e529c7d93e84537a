using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using SqsLambda.Aws.ColdStart;

namespace SqsLambda.Aws.Tests.ColdStart;

/// <summary>What a warm-up sends, and what it does when something is wrong.</summary>
public sealed class DynamoDbWarmUpTests
{
    [Fact]
    public async Task It_sends_one_GET_without_credentials_and_no_API_call()
    {
        await using var server = new RecordingServer();

        await DynamoDbWarmUp.RunAsync(() => ConfigFor(server.Url), new ConnectionPool());

        (_, string head) = Assert.Single(server.Requests);
        Assert.StartsWith("GET / HTTP/1.1", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("X-Amz", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_first_call_of_the_client_uses_the_connection_that_was_opened()
    {
        await using var server = new RecordingServer();
        var connections = new ConnectionPool();
        await DynamoDbWarmUp.RunAsync(() => ConfigFor(server.Url), connections);
        AmazonDynamoDBConfig config = ConfigFor(server.Url);
        config.HttpClientFactory = connections;
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("test", "test"), config);

        await client.BatchExecuteStatementAsync(new BatchExecuteStatementRequest { Statements = [new() { Statement = "SELECT * FROM t WHERE id='1'" }] });

        Assert.Equal([(1, "GET"), (1, "POST")], server.Requests.Select(static request => (request.Connection, request.Head.Split(' ')[0])));
    }

    /// <summary>As before a snapshot of SnapStart.</summary>
    [Fact]
    public async Task Without_connections_it_sends_nothing()
    {
        await using var server = new RecordingServer();

        await DynamoDbWarmUp.RunAsync(() => ConfigFor(server.Url), connections: null);

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task It_does_not_fail_if_the_configuration_is_wrong() =>
        await DynamoDbWarmUp.RunAsync(static () => throw new AmazonClientException("no region"), new ConnectionPool());

    [Fact]
    public async Task It_does_not_fail_if_nobody_answers()
    {
        Uri url;
        await using (var server = new RecordingServer())
        {
            url = server.Url;
        }

        await DynamoDbWarmUp.RunAsync(() => ConfigFor(url), new ConnectionPool());
    }

    [Fact]
    public async Task The_connections_go_through_the_proxy_of_the_configuration()
    {
        await using var proxy = new RecordingServer();
        AmazonDynamoDBConfig config = ConfigFor(new("http://dynamodb.test/"));
        config.SetWebProxy(new System.Net.WebProxy(proxy.Url));

        await DynamoDbWarmUp.RunAsync(() => config, new ConnectionPool());

        Assert.StartsWith("GET http://dynamodb.test/ HTTP/1.1", Assert.Single(proxy.Requests).Head, StringComparison.Ordinal);
    }

    private static AmazonDynamoDBConfig ConfigFor(Uri url)
    {
        AmazonDynamoDBConfig config = DynamoDbClientConfig.Create();
        config.ServiceURL = url.ToString();
        config.AuthenticationRegion = "us-east-1";
        config.Timeout = TimeSpan.FromSeconds(30);
        return config;
    }
}
