using SqsLambda.Aws.Tests.ColdStart;
using SqsLambda.Testing;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Tests.Deploy;

/// <summary>Where the published function finds DynamoDB and its credentials, and what it sends before its first call.</summary>
[Collection(nameof(SharedPublishedFunction))]
[Trait("Category", "Long")]
public sealed class FirstCallTests(PublishedFunction published) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("first-call-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB")]
    [InlineData("AWS_ENDPOINT_URL")]
    public async Task An_endpoint_of_the_environment_is_used_and_signed_for_the_region_with_the_function_s_credentials(string variable)
    {
        await using var dynamoDb = new RecordingServer();
        string[] calls = await CallsAsync(dynamoDb, new() { [variable] = $"{dynamoDb.Url}", ["AWS_REGION"] = "eu-west-1", ["AWS_SESSION_TOKEN"] = "token-1" });

        Assert.All(calls, static call => Assert.Matches(@"Authorization: AWS4-HMAC-SHA256 Credential=test/\d+/eu-west-1/dynamodb/", call));
        Assert.All(calls, static call => Assert.Contains("token-1", call, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_profile_gives_the_credentials()
    {
        await using var dynamoDb = new RecordingServer();
        string file = Path.Combine(_folder.FullName, "credentials");
        await File.WriteAllTextAsync(file, "[orders]\naws_access_key_id = of-profile\naws_secret_access_key = secret\n");

        string[] calls = await CallsAsync(dynamoDb, new()
        {
            ["AWS_ENDPOINT_URL_DYNAMODB"] = $"{dynamoDb.Url}",
            ["AWS_PROFILE"] = "orders",
            ["AWS_SHARED_CREDENTIALS_FILE"] = file,
            ["AWS_ACCESS_KEY_ID"] = "",
            ["AWS_SECRET_ACCESS_KEY"] = "",
        });

        Assert.All(calls, static call => Assert.Contains("Credential=of-profile/", call, StringComparison.Ordinal));
    }

    /// <summary>The credentials come from an endpoint of the execution environment. A connection would not survive the snapshot, or the time until the first event.</summary>
    [Theory]
    [InlineData("snap-start")]
    [InlineData("provisioned-concurrency")]
    public async Task An_environment_that_waits_for_its_first_event_opens_no_connection_ahead(string initialization)
    {
        await using var dynamoDb = new RecordingServer();
        await using var container = new RecordingServer(
            $$"""{"AccessKeyId":"of-container","SecretAccessKey":"secret","Token":"token-2","Expiration":"{{DateTime.UtcNow.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}}"}""");

        string[] calls = await CallsAsync(dynamoDb, new()
        {
            ["AWS_ENDPOINT_URL_DYNAMODB"] = $"{dynamoDb.Url}",
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{container.Url}credentials",
            ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "let-me-in",
            ["AWS_LAMBDA_INITIALIZATION_TYPE"] = initialization,
            ["AWS_ACCESS_KEY_ID"] = "",
            ["AWS_SECRET_ACCESS_KEY"] = "",
        });

        Assert.All(calls, static call => Assert.Contains("Credential=of-container/", call, StringComparison.Ordinal));
        Assert.All(dynamoDb.Requests, static request => Assert.StartsWith("POST ", request.Head, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_proxy_of_the_environment_is_used()
    {
        await using var dynamoDb = new RecordingServer();
        string[] calls = await CallsAsync(dynamoDb, new()
        {
            ["AWS_ENDPOINT_URL_DYNAMODB"] = "http://dynamodb.test/",
            ["HTTP_PROXY"] = $"{dynamoDb.Url}",
        });

        Assert.All(calls, static call => Assert.StartsWith("POST http://dynamodb.test/ ", call, StringComparison.Ordinal));
    }

    /// <returns>The head of the call that claims the message and of the one that completes it.</returns>
    private async Task<string[]> CallsAsync(RecordingServer dynamoDb, Dictionary<string, string> environment)
    {
        await using FunctionProcess function = await FunctionProcess.StartAsync(await published.ForAsync(PublishedFunction.RuntimeOfThisMachine), environment);
        string response = await function.Api.InvokeAsync(TestSqsEvent.Of("""{"orderId":"1","sku":"TEA-250","quantity":1}""").ToJson()).WaitAsync(Command.HangLimit);

        Assert.Equal("""{"batchItemFailures":[]}""", response);
        string[] calls = [.. dynamoDb.Requests.Select(static request => request.Head).Where(static head => head.StartsWith("POST", StringComparison.Ordinal))];
        Assert.Equal(2, calls.Length);
        return calls;
    }
}
