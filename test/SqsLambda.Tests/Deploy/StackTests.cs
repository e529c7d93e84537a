using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>
/// The README's commands, run against moto; in the place of <c>dotnet lambda</c> what it does. moto leaves out what its CloudFormation does not
/// know (alarms, queue policies, redrive allow policies, time to live, point-in-time recovery): for these the templates are asserted. Nor can it
/// update such a stack.
/// </summary>
[Collection(nameof(SharedPublishedFunction))]
[Trait("Category", "Long")]
public sealed class StackTests(PublishedFunction published) : IAsyncLifetime
{
    private const string Topic = "on-call@example.com";

    private MotoServer? _moto;

    [RequiresCommandFact("aws", "moto_server", "bash")]
    public Task A_standard_queue_is_deployed_as_the_templates_say_and_removed() => DeployAndRemoveAsync("standard", "");

    [RequiresCommandFact("aws", "moto_server", "bash")]
    public Task A_FIFO_queue_is_deployed_as_the_templates_say_and_removed() => DeployAndRemoveAsync("fifo", ".fifo");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_moto is not null)
        {
            await _moto.DisposeAsync();
        }
    }

    private async Task DeployAndRemoveAsync(string queueType, string suffix)
    {
        _moto = await MotoServer.StartAsync();
        byte[] zip = await published.ZipAsync();
        Assert.Equal(3, DeployCommands.Deploy.Count);
        await RunAsync($"{DeployCommands.Deploy[0]} --parameter-overrides QueueType={queueType}");
        Assert.Equal("dotnet lambda deploy-function", DeployCommands.Deploy[1]);
        await DeployFunctionAsync(zip);
        await RunAsync($"{DeployCommands.Deploy[2]} --parameter-overrides QueueType={queueType} AlarmEmail={Topic}");

        Template resources = Template.OfResources(("QueueType", queueType));
        Template trigger = Template.OfTrigger(("QueueType", queueType), ("AlarmEmail", Topic));
        await AssertQueuesAsync(resources, suffix);
        await AssertTableAsync(resources["IdempotencyTable"]);
        await AssertTableAsync(resources["OrdersTable"]);
        await AssertRoleAndLogAsync(resources);
        await AssertFunctionAsync(zip);
        await AssertTriggerAsync(trigger);
        await TryAsync(suffix);

        await RemoveAsync();
        await AssertNothingIsLeftAsync();
    }

    private async Task AssertQueuesAsync(Template template, string suffix)
    {
        JsonNode queue = await QueueAsync($"orders{suffix}"), deadLetters = await QueueAsync($"orders-dlq{suffix}");

        Assert.Equal($"{template["Queue"]["VisibilityTimeout"]}", $"{queue["VisibilityTimeout"]}");
        Assert.Equal($"{template["Queue"]["MessageRetentionPeriod"]}", $"{queue["MessageRetentionPeriod"]}");
        Assert.Equal($"{template["DeadLetterQueue"]["MessageRetentionPeriod"]}", $"{deadLetters["MessageRetentionPeriod"]}");
        Assert.Equal(suffix.Length > 0 ? ("true", "true") : ("", ""), ($"{queue["FifoQueue"]}", $"{deadLetters["FifoQueue"]}"));
        Assert.Equal(("true", "true"), ($"{queue["SqsManagedSseEnabled"]}", $"{deadLetters["SqsManagedSseEnabled"]}"));
        JsonNode redrive = JsonNode.Parse($"{queue["RedrivePolicy"]}")!;
        Assert.Equal(($"{deadLetters["QueueArn"]}", "5"), ($"{redrive["deadLetterTargetArn"]}", $"{redrive["maxReceiveCount"]}"));
    }

    private async Task<JsonNode> QueueAsync(string name) => (await AwsAsync(
        "sqs", "get-queue-attributes", "--queue-url", $"{(await AwsAsync("sqs", "get-queue-url", "--queue-name", name))["QueueUrl"]}", "--attribute-names", "All"))["Attributes"]!;

    private async Task AssertTableAsync(JsonObject template)
    {
        JsonNode table = (await AwsAsync("dynamodb", "describe-table", "--table-name", $"{template["TableName"]}"))["Table"]!;

        Assert.Equal($"{template["BillingMode"]}", $"{table["BillingModeSummary"]!["BillingMode"]}");
        Assert.Equal(template["KeySchema"]!.ToJsonString(), table["KeySchema"]!.ToJsonString());
        Assert.Equal(template["AttributeDefinitions"]!.ToJsonString(), table["AttributeDefinitions"]!.ToJsonString());
    }

    private async Task AssertRoleAndLogAsync(Template template)
    {
        string name = ToolsDefaults.Text("function-role");
        JsonNode policy = Assert.Single((await AwsAsync("iam", "list-role-policies", "--role-name", name))["PolicyNames"]!.AsArray())!;
        JsonNode document = (await AwsAsync("iam", "get-role-policy", "--role-name", name, "--policy-name", $"{policy}"))["PolicyDocument"]!;
        JsonArray statements = (JsonArray)template["Role"]["Policies"]![0]!["PolicyDocument"]!["Statement"]!;
        JsonNode log = Assert.Single((await AwsAsync("logs", "describe-log-groups"))["logGroups"]!.AsArray())!;

        // moto shows the document of an inline policy as Python does.
        JsonNode[] granted = [.. JsonNode.Parse($"{document}".Replace('\'', '"'))!["Statement"]!.AsArray()!];
        Assert.Equal(statements.Select(static statement => $"{statement!["Action"]!.ToJsonString()}"), granted.Select(static statement => statement["Action"]!.ToJsonString()));
        Assert.All(granted, static statement => Assert.StartsWith("arn:aws:", $"{statement["Resource"]}", StringComparison.Ordinal));
        Assert.Equal(
            ($"{template["LogGroup"]["LogGroupName"]}", $"{template["LogGroup"]["RetentionInDays"]}"), ($"{log["logGroupName"]}", $"{log["retentionInDays"]}"));
    }

    private async Task AssertFunctionAsync(byte[] zip)
    {
        JsonNode function = await AwsAsync("lambda", "get-function-configuration", "--function-name", ToolsDefaults.Text("function-name"));

        Assert.Equal(Convert.ToBase64String(SHA256.HashData(zip)), $"{function["CodeSha256"]}");
        Assert.EndsWith($":role/{ToolsDefaults.Text("function-role")}", $"{function["Role"]}", StringComparison.Ordinal);
        Assert.Equal(
            (ToolsDefaults.Text("function-handler"), ToolsDefaults.Text("function-runtime"), $"{ToolsDefaults.TimeoutSeconds}", $"{ToolsDefaults.MemorySizeMb}"),
            ($"{function["Handler"]}", $"{function["Runtime"]}", $"{function["Timeout"]}", $"{function["MemorySize"]}"));
        Assert.Equal(
            ToolsDefaults.EnvironmentVariables.OrderBy(static variable => variable.Key),
            function["Environment"]!["Variables"]!.AsObject().Select(static variable => KeyValuePair.Create(variable.Key, $"{variable.Value}")).OrderBy(static variable => variable.Key));
    }

    private async Task AssertTriggerAsync(Template template)
    {
        JsonObject expected = template["EventSourceMapping"];
        JsonNode mapping = Assert.Single((await AwsAsync("lambda", "list-event-source-mappings"))["EventSourceMappings"]!.AsArray())!;
        JsonNode dashboard = await AwsAsync("cloudwatch", "get-dashboard", "--dashboard-name", $"{template["Dashboard"]["DashboardName"]}");
        JsonNode subscription = Assert.Single((await AwsAsync("sns", "list-subscriptions"))["Subscriptions"]!.AsArray())!;

        Assert.EndsWith($":function:{ToolsDefaults.Text("function-name")}", $"{mapping["FunctionArn"]}", StringComparison.Ordinal);
        Assert.Equal(LastPart($"{expected["EventSourceArn"]}"), LastPart($"{mapping["EventSourceArn"]}"));
        foreach (string property in (string[])["BatchSize", "MaximumBatchingWindowInSeconds", "FunctionResponseTypes", "MetricsConfig"])
        {
            Assert.Equal(expected[property]?.ToJsonString().Trim('"'), mapping[property]?.ToJsonString());
        }

        Assert.Equal($"{expected["ScalingConfig"]!["MaximumConcurrency"]}", $"{mapping["ScalingConfig"]!["MaximumConcurrency"]}");
        Assert.Equal("Enabled", $"{mapping["State"]}");
        Assert.Contains($"{mapping["UUID"]}", $"{dashboard["DashboardBody"]}", StringComparison.Ordinal);
        Assert.Equal(("email", Topic), ($"{subscription["Protocol"]}", $"{subscription["Endpoint"]}"));
    }

    private async Task TryAsync(string suffix)
    {
        Assert.Equal(2, DeployCommands.Try.Count);
        string send = DeployCommands.Try[0].Replace("--queue-name orders ", $"--queue-name orders{suffix} ", StringComparison.Ordinal);
        await RunAsync(suffix.Length > 0 ? $"{send} --message-group-id 1 --message-deduplication-id 1" : send);
        await RunAsync(DeployCommands.Try[1]);
        Assert.Equal("1", $"{(await QueueAsync($"orders{suffix}"))["ApproximateNumberOfMessages"]}");
    }

    private async Task RemoveAsync()
    {
        foreach (string command in DeployCommands.Remove)
        {
            await RunAsync(command == "dotnet lambda delete-function" ? $"aws lambda delete-function --function-name {ToolsDefaults.Text("function-name")}" : command);
        }
    }

    private async Task AssertNothingIsLeftAsync()
    {
        Assert.Empty((await AwsAsync("sqs", "list-queues"))["QueueUrls"]?.AsArray() ?? []);
        Assert.Empty((await AwsAsync("dynamodb", "list-tables"))["TableNames"]!.AsArray());
        Assert.Empty((await AwsAsync("iam", "list-roles"))["Roles"]!.AsArray());
        Assert.Empty((await AwsAsync("logs", "describe-log-groups"))["logGroups"]!.AsArray());
        Assert.Empty((await AwsAsync("lambda", "list-functions"))["Functions"]!.AsArray());
        Assert.Empty((await AwsAsync("lambda", "list-event-source-mappings"))["EventSourceMappings"]!.AsArray());
        Assert.Empty((await AwsAsync("cloudwatch", "list-dashboards"))["DashboardEntries"]!.AsArray());
        Assert.Empty((await AwsAsync("sns", "list-topics"))["Topics"]!.AsArray());
    }

    // What deploy-function does with its defaults: it looks the role up by its name and creates the function from the zipped package.
    private async Task DeployFunctionAsync(byte[] zip)
    {
        string file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, zip);
        JsonNode role = (await AwsAsync("iam", "get-role", "--role-name", ToolsDefaults.Text("function-role")))["Role"]!;
        await AwsAsync(
            "lambda", "create-function",
            "--function-name", ToolsDefaults.Text("function-name"),
            "--description", ToolsDefaults.Text("function-description"),
            "--package-type", ToolsDefaults.Text("package-type"),
            "--runtime", ToolsDefaults.Text("function-runtime"),
            "--architectures", ToolsDefaults.Text("function-architecture"),
            "--handler", ToolsDefaults.Text("function-handler"),
            "--role", $"{role["Arn"]}",
            "--timeout", $"{ToolsDefaults.TimeoutSeconds}",
            "--memory-size", $"{ToolsDefaults.MemorySizeMb}",
            "--environment", $"Variables={{{string.Join(',', ToolsDefaults.EnvironmentVariables.Select(static variable => $"{variable.Key}={variable.Value}"))}}}",
            "--zip-file", $"fileb://{file}");
        File.Delete(file);
    }

    private static string LastPart(string arn) => arn[(arn.LastIndexOf(':') + 1)..];

    private async Task RunAsync(string line)
    {
        CommandResult result = await Command.RunAsync(
            Command.HangLimit,
            AwsEnvironment.With(KeyValuePair.Create("ENDPOINT", _moto!.Url)),
            "bash", "-euc", $"cd '{Repo.Root}'; aws() {{ command aws --endpoint-url \"$ENDPOINT\" \"$@\"; }}; {line}");
        Assert.True(result.ExitCode == 0, $"{line}\n{result.Output}\n{result.Error}");
    }

    private async Task<JsonNode> AwsAsync(params string[] arguments)
    {
        CommandResult result = await Command.RunAsync(
            Command.HangLimit, AwsEnvironment.With(), "aws", ["--endpoint-url", _moto!.Url, "--output", "json", .. arguments]);
        Assert.True(result.ExitCode == 0, $"aws {string.Join(' ', arguments)}\n{result.Error}");
        return result.Output.Length > 0 ? JsonNode.Parse(result.Output)! : new JsonObject();
    }
}
