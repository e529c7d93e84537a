using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>
/// The commands of the deploy page, run against moto; in the place of <c>dotnet lambda</c> what it does. moto leaves out what its CloudFormation does
/// not know (alarms, policies of queues and topics, redrive allow policies, time to live, point-in-time recovery): for these the templates are
/// asserted. It cannot update such a stack, and it takes <c>RetainExceptOnCreate</c> for <c>Delete</c>.
/// </summary>
[Collection(nameof(SharedPublishedFunction))]
[Trait("Category", "Long")]
public sealed partial class StackTests(PublishedFunction published) : IAsyncLifetime
{
    private const string Topic = "on-call@example.com";
    private const string TurnProtectionOff = " --parameter-overrides DeletionProtection=false";
    private const string ResourcesFile = "src/SqsLambda/deploy/resources.yaml";

    private readonly string _resourcesForMoto = Path.GetTempFileName();

    private MotoServer? _moto;

    [RequiresCommandFact("aws", "moto_server", "bash")]
    public Task A_standard_queue_is_deployed_as_the_templates_say_and_removed() => DeployAndRemoveAsync("standard", "");

    [RequiresCommandFact("aws", "moto_server", "bash")]
    public Task A_FIFO_queue_is_deployed_as_the_templates_say_and_removed() => DeployAndRemoveAsync("fifo", ".fifo");

    [RequiresCommandFact("aws", "moto_server", "bash")]
    public Task A_mistaken_delete_stack_keeps_the_standard_queues_with_their_messages_and_the_tables() => DeleteByMistakeAsync("standard", "");

    [RequiresCommandFact("aws", "moto_server", "bash")]
    public Task A_mistaken_delete_stack_keeps_the_FIFO_queues_with_their_messages_and_the_tables() => DeleteByMistakeAsync("fifo", ".fifo");

    [RequiresCommandFact("aws", "moto_server", "bash")]
    public async Task The_commands_that_change_a_parameter_create_the_stacks_where_there_are_none()
    {
        await RunAsync(Assert.Single(DeployCommands.Remove, static command => command.EndsWith(TurnProtectionOff, StringComparison.Ordinal)));
        await AssertTableAsync(Template.OfResources(("DeletionProtection", "false"))["IdempotencyTable"]);
        await AssertTableAsync(Template.OfResources(("DeletionProtection", "false"))["OrdersTable"]);

        await DeployFunctionAsync(await published.ZipAsync());
        Assert.Equal(2, DeployCommands.StopAndGoOn.Count);
        await RunAsync(DeployCommands.StopAndGoOn[0]);
        Assert.Single((await AwsAsync("lambda", "list-event-source-mappings"))["EventSourceMappings"]!.AsArray());
    }

    /// <summary>
    /// The steps of docs/native.md. In the place of <c>dotnet lambda deploy-function</c>: the calls that it makes, one after the other. moto cannot update the
    /// stack of the trigger, so the calls that CloudFormation makes take its place.
    /// </summary>
    [RequiresCommandFact("aws", "moto_server", "bash")]
    public async Task A_deployed_function_is_switched_to_native_and_back_while_its_mapping_is_disabled()
    {
        string name = ToolsDefaults.Text("function-name");
        await RunAsync(DeployCommands.Deploy[0]);
        await DeployFunctionAsync(await published.ZipAsync());
        await RunAsync(DeployCommands.Deploy[2]);
        JsonNode mapping = Assert.Single((await AwsAsync("lambda", "list-event-source-mappings"))["EventSourceMappings"]!.AsArray())!;
        await AwsAsync("lambda", "update-event-source-mapping", "--uuid", $"{mapping["UUID"]}", "--no-enabled");
        Assert.Equal("Disabled", await MappingStateAsync(name));

        foreach (ToolsDefaultsFile wanted in (ToolsDefaultsFile[])[ToolsDefaults.Native, ToolsDefaults.Managed])
        {
            await AwsAsync("lambda", "update-function-configuration", "--function-name", name, "--runtime", wanted.Text("function-runtime"), "--handler", wanted.Text("function-handler"));
            await RunAsync($"aws lambda wait function-updated-v2 --function-name {name}");

            JsonNode function = await AwsAsync("lambda", "get-function-configuration", "--function-name", name);
            Assert.Equal((wanted.Text("function-runtime"), wanted.Text("function-handler")), ($"{function["Runtime"]}", $"{function["Handler"]}"));
        }

        await AwsAsync("lambda", "update-event-source-mapping", "--uuid", $"{mapping["UUID"]}", "--enabled");
        Assert.Equal("Enabled", await MappingStateAsync(name));
    }

    public async Task InitializeAsync()
    {
        string template = await File.ReadAllTextAsync(Repo.PathOf(ResourcesFile));
        await File.WriteAllTextAsync(_resourcesForMoto, template.Replace("RetainExceptOnCreate", "Retain", StringComparison.Ordinal));
        _moto = await MotoServer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_moto is not null)
        {
            await _moto.DisposeAsync();
        }

        File.Delete(_resourcesForMoto);
    }

    private async Task DeployAndRemoveAsync(string queueType, string suffix)
    {
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
        await AssertDataIsKeptAsync(resources, suffix);
        await DeleteDataAsync(suffix);
        await AssertNothingIsLeftAsync();
    }

    private async Task DeleteByMistakeAsync(string queueType, string suffix)
    {
        Template resources = Template.OfResources(("QueueType", queueType));
        await RunAsync($"{DeployCommands.Deploy[0]} --parameter-overrides QueueType={queueType}");
        await SendAsync(suffix);

        await RunAsync("aws cloudformation delete-stack --stack-name sqs-lambda-orders");
        await RunAsync("aws cloudformation wait stack-delete-complete --stack-name sqs-lambda-orders");

        await AssertDataIsKeptAsync(resources, suffix);
        CommandResult refused = await BashAsync(Assert.Single(DeployCommands.DeleteData, static command => command.EndsWith("--table-name orders-idempotency", StringComparison.Ordinal)));
        Assert.Contains("DeletionProtectionEnabled", refused.Error, StringComparison.Ordinal);

        foreach (string command in DeployCommands.Unprotect)
        {
            await RunAsync(OfQueueType(command, suffix));
        }

        await DeleteDataAsync(suffix);
        await AssertNothingIsLeftAsync();
    }

    private async Task AssertDataIsKeptAsync(Template resources, string suffix)
    {
        Assert.Equal("1", $"{(await QueueAsync($"orders{suffix}"))["ApproximateNumberOfMessages"]}");
        Assert.Equal(
            new[] { $"orders{suffix}", $"orders-dlq{suffix}" }.Order(),
            (await AwsAsync("sqs", "list-queues"))["QueueUrls"]!.AsArray().Select(static url => $"{url}".Split('/')[^1]).Order());
        Assert.Equal(
            new[] { $"{resources["IdempotencyTable"]["TableName"]}", $"{resources["OrdersTable"]["TableName"]}" }.Order(),
            (await AwsAsync("dynamodb", "list-tables"))["TableNames"]!.AsArray().Select(static table => $"{table}").Order());
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
        Assert.Equal(template["DeletionProtectionEnabled"]!.GetValue<bool>(), table["DeletionProtectionEnabled"]!.GetValue<bool>());
    }

    private async Task AssertRoleAndLogAsync(Template template)
    {
        string name = ToolsDefaults.Text("function-role");
        JsonNode policy = Assert.Single((await AwsAsync("iam", "list-role-policies", "--role-name", name))["PolicyNames"]!.AsArray())!;
        JsonNode document = (await AwsAsync("iam", "get-role-policy", "--role-name", name, "--policy-name", $"{policy}"))["PolicyDocument"]!;
        JsonArray statements = (JsonArray)template["Role"]["Policies"]![0]!["PolicyDocument"]!["Statement"]!;
        JsonNode log = Assert.Single((await AwsAsync("logs", "describe-log-groups"))["logGroups"]!.AsArray())!;
        JsonNode trust = (await AwsAsync("iam", "get-role", "--role-name", name))["Role"]!["AssumeRolePolicyDocument"]!;

        Assert.Equal("123456789012", $"{trust["Statement"]![0]!["Condition"]!["StringEquals"]!["aws:SourceAccount"]}");

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

        JsonNode topic = (await AwsAsync("sns", "get-topic-attributes", "--topic-arn", $"{subscription["TopicArn"]}"))["Attributes"]!;
        JsonNode key = Assert.Single((await AwsAsync("kms", "list-keys"))["Keys"]!.AsArray())!;
        Assert.Equal($"{key["KeyArn"]}", $"{topic["KmsMasterKeyId"]}");
    }

    private async Task TryAsync(string suffix)
    {
        Assert.Equal(2, DeployCommands.Try.Count);
        await SendAsync(suffix);
        await RunAsync(DeployCommands.Try[1]);
        Assert.Equal("1", $"{(await QueueAsync($"orders{suffix}"))["ApproximateNumberOfMessages"]}");
    }

    private Task SendAsync(string suffix)
    {
        string send = OfQueueType(DeployCommands.Try[0], suffix);
        return RunAsync(suffix.Length > 0 ? $"{send} --message-group-id 1 --message-deduplication-id 1" : send);
    }

    private async Task RemoveAsync()
    {
        foreach (string command in DeployCommands.Remove)
        {
            await (command switch
            {
                "dotnet lambda delete-function" => RunAsync($"aws lambda delete-function --function-name {ToolsDefaults.Text("function-name")}"),
                _ when command.EndsWith(TurnProtectionOff, StringComparison.Ordinal) => UnprotectTablesAsync(),
                _ => RunAsync(command),
            });
        }
    }

    // What CloudFormation does when it updates the stack with DeletionProtection=false. moto's queues have no policy to change.
    private async Task UnprotectTablesAsync()
    {
        foreach (JsonObject table in Template.OfResources(("DeletionProtection", "false")).Resources.Values.Where(static resource => $"{resource["Type"]}" == "AWS::DynamoDB::Table"))
        {
            Assert.False(table["Properties"]!["DeletionProtectionEnabled"]!.GetValue<bool>());
            await AwsAsync("dynamodb", "update-table", "--table-name", $"{table["Properties"]!["TableName"]}", "--no-deletion-protection-enabled");
        }
    }

    private async Task DeleteDataAsync(string suffix)
    {
        foreach (string command in DeployCommands.DeleteData)
        {
            await RunAsync(OfQueueType(command, suffix));
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
        Assert.Empty((await AwsAsync("kms", "list-keys"))["Keys"]!.AsArray());
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

    private static string OfQueueType(string command, string suffix) => QueueName().Replace(command, $"$0{suffix}");

    private async Task RunAsync(string line)
    {
        CommandResult result = await BashAsync(line);
        Assert.True(result.ExitCode == 0, $"{line}\n{result.Output}\n{result.Error}");
    }

    private async Task<string> MappingStateAsync(string function) =>
        (await BashAsync($"aws lambda list-event-source-mappings --function-name {function} --query 'EventSourceMappings[].State' --output text")).Output;

    private Task<CommandResult> BashAsync(string line) => Command.RunAsync(
        Command.HangLimit,
        AwsEnvironment.With(KeyValuePair.Create("ENDPOINT", _moto!.Url)),
        "bash", "-euc",
        $"cd '{Repo.Root}'; aws() {{ command aws --endpoint-url \"$ENDPOINT\" \"$@\"; }}; {line.Replace(ResourcesFile, _resourcesForMoto, StringComparison.Ordinal)}");

    private async Task<JsonNode> AwsAsync(params string[] arguments)
    {
        CommandResult result = await Command.RunAsync(
            Command.HangLimit, AwsEnvironment.With(), "aws", ["--endpoint-url", _moto!.Url, "--output", "json", .. arguments]);
        Assert.True(result.ExitCode == 0, $"aws {string.Join(' ', arguments)}\n{result.Error}");
        return result.Output.Length > 0 ? JsonNode.Parse(result.Output)! : new JsonObject();
    }

    [GeneratedRegex("(?<=--queue-name )\\S+")]
    private static partial Regex QueueName();
}
