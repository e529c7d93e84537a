using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.SQS;
using SqsLambda.Aws;
using SqsLambda.Testing;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>The role of resources.yaml allows the calls that the function makes, each of which is made here once, and no other.</summary>
public sealed class PermissionTests
{
    /// <summary>What Lambda does with the role, not the function. (Lambda Developer Guide, "Using Lambda with Amazon SQS", execution role.)</summary>
    private static readonly string[] OfLambda =
        ["logs:CreateLogStream", "logs:PutLogEvents", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];

    private readonly RecordedAws _aws = new();

    [Fact]
    public async Task The_role_allows_what_the_function_calls_and_what_Lambda_does_for_it()
    {
        await HandleAsync(Order("1"), Order(RecordedAws.Refused), """{"orderId":"invalid"}""");

        Assert.Equal(Allowed().Except(OfLambda).Distinct().Order(), _aws.Actions.Order());
    }

    private async Task HandleAsync(params string[] bodies)
    {
        var environment = new Dictionary<string, string>(ToolsDefaults.EnvironmentVariables)
        {
            ["BACKOFF_BASE_SECONDS"] = "1",
        };
        var credentials = new BasicAWSCredentials("test", "test");
        using var dynamoDb = new AmazonDynamoDBClient(
            credentials, new AmazonDynamoDBConfig { ServiceURL = "http://127.0.0.1", HttpClientFactory = _aws, MaxErrorRetry = 0 });
        using var sqs = new AmazonSQSClient(credentials, new AmazonSQSConfig { ServiceURL = "http://127.0.0.1", HttpClientFactory = _aws, MaxErrorRetry = 0 });
        var function = new Function(new FunctionServices(environment.GetValueOrDefault) { DynamoDb = dynamoDb, Sqs = sqs });
        await function.FunctionHandler(TestSqsEvent.Of(bodies), new TestInvocationContext());
    }

    private static IEnumerable<string> Allowed() =>
        from statement in Template.OfResources()["Role"]["Policies"]![0]!["PolicyDocument"]!["Statement"]!.AsArray()
        from action in statement!["Action"] is JsonArray actions ? actions.Select(static action => $"{action}") : [$"{statement["Action"]}"]
        select action;

    private static string Order(string id) => $$"""{"orderId":"{{id}}","sku":"TEA-250","quantity":1}""";
}
