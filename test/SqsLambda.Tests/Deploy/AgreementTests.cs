using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SqsLambda.Aws.Queues;
using SqsLambda.Aws.Settings;
using SqsLambda.Orders;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>aws-lambda-tools-defaults.json, the templates, the settings of the function and the deploy page name the same things.</summary>
public sealed partial class AgreementTests
{
    private readonly Template _resources = Template.OfResources();
    private readonly Template _trigger = Template.OfTrigger();

    [Fact]
    public void The_function_has_one_name_and_its_role_and_log_group_follow_from_it()
    {
        string name = ToolsDefaults.Text("function-name");

        Assert.Equal(name, _resources.Parameters["FunctionName"].Default);
        Assert.Equal(name, _trigger.Parameters["FunctionName"].Default);
        Assert.Equal(ToolsDefaults.Text("function-role"), $"{_resources["Role"]["RoleName"]}");
        Assert.Equal($"/aws/lambda/{name}", $"{_resources["LogGroup"]["LogGroupName"]}");
    }

    [Fact]
    public void Both_templates_mean_the_same_queue()
    {
        foreach (string parameter in (string[])["QueueName", "QueueType"])
        {
            Assert.Equal(_resources.Parameters[parameter].Default, _trigger.Parameters[parameter].Default);
        }

        Assert.Equal(_resources.Parameters["QueueType"].AllowedValues, _trigger.Parameters["QueueType"].AllowedValues);
        Assert.Equal(_resources.Parameters["QueueName"].AllowedPattern!.ToString(), _trigger.Parameters["QueueName"].AllowedPattern!.ToString());
    }

    [Fact]
    public void Every_environment_variable_is_one_that_the_function_reads_with_a_value_that_it_allows()
    {
        IEnumerable<string> known = FunctionSettings.All.Append(OrderBooks.Table).Select(static setting => setting.Name);

        Assert.All(ToolsDefaults.EnvironmentVariables.Keys, name => Assert.Contains(name, known));
        FunctionSettings.Read(ToolsDefaults.EnvironmentVariables.GetValueOrDefault);
        OrderBooks.Table.Read(ToolsDefaults.EnvironmentVariables.GetValueOrDefault);
    }

    [Theory]
    [InlineData("IDEMPOTENCY_TABLE", "IdempotencyTable")]
    [InlineData("ORDERS_TABLE", "OrdersTable")]
    public void Each_table_has_the_name_and_the_key_that_the_function_uses(string variable, string resource)
    {
        JsonObject table = _resources[resource];

        Assert.Equal(ToolsDefaults.EnvironmentVariables[variable], $"{table["TableName"]}");
        Assert.Equal(
            (Tables[variable], "HASH"),
            ($"{Assert.Single(table["KeySchema"]!.AsArray())!["AttributeName"]}", $"{table["KeySchema"]![0]!["KeyType"]}"));
        Assert.Equal(
            (Tables[variable], "S"),
            ($"{Assert.Single(table["AttributeDefinitions"]!.AsArray())!["AttributeName"]}", $"{table["AttributeDefinitions"]![0]!["AttributeType"]}"));
    }

    [Theory]
    [InlineData("standard", "")]
    [InlineData("fifo", ".fifo")]
    public void The_dead_letter_queue_is_the_one_that_the_function_sends_to(string queueType, string suffix)
    {
        Template template = Template.OfResources(("QueueType", queueType));
        FunctionSettings settings = FunctionSettings.Read(ToolsDefaults.EnvironmentVariables.GetValueOrDefault);

        Assert.Equal($"{template["DeadLetterQueue"]["QueueName"]}", $"{settings.DeadLetterQueue}{suffix}");
        Assert.Equal("{DeadLetterQueue.Arn}", $"{template["Queue"]["RedrivePolicy"]!["deadLetterTargetArn"]}");
    }

    [Fact]
    public void The_longest_queue_name_leaves_room_for_the_name_of_the_dead_letter_queue()
    {
        string longest = new('q', 71);
        string deadLetters = $"{Template.OfResources(("QueueName", longest), ("QueueType", "fifo"))["DeadLetterQueue"]["QueueName"]}";

        Assert.Matches(_resources.Parameters["QueueName"].AllowedPattern!, longest);
        Assert.DoesNotMatch(_resources.Parameters["QueueName"].AllowedPattern!, $"{longest}q");
        Assert.Equal(DeadLetterQueue.Named($"{longest}-dlq.fifo"), DeadLetterQueue.Named(deadLetters));
    }

    /// <summary>The partition key of each table, by the variable that names it.</summary>
    private static Dictionary<string, string> Tables =>
        FunctionSettings.All.OfType<TableSetting>().Append(OrderBooks.Table).ToDictionary(static table => table.Name, static table => table.PartitionKey);

    [Fact]
    public void Every_table_that_the_function_reads_is_created() =>
        Assert.Equal(Tables.Keys.Order(), ToolsDefaults.EnvironmentVariables.Keys.Where(static name => name.EndsWith("_TABLE", StringComparison.Ordinal)).Order());

    [Fact]
    public void Descriptions_name_files_and_variables_that_are_there_and_the_timeout_as_it_is()
    {
        string all = string.Join('\n', _resources.Parameters.Values.Concat(_trigger.Parameters.Values).Select(static parameter => parameter.Description));

        Assert.All(FileName().Matches(all), static name => Assert.True(
            File.Exists(Repo.PathOf(name.Value)) || File.Exists(Repo.PathOf("src", "SqsLambda", "deploy", name.Value)), name.Value));
        Assert.Equal(
            ToolsDefaults.EnvironmentVariables.Keys.Where(static name => name is "DEAD_LETTER_QUEUE" || name.EndsWith("_TABLE", StringComparison.Ordinal)).Order(),
            VariableName().Matches(all).Select(static name => name.Value).Order());
        Assert.Contains($"timeout of the function ({ToolsDefaults.TimeoutSeconds} s)", all, StringComparison.Ordinal);
        Assert.Contains($"longest batching window ({_trigger.Parameters["BatchingWindowSeconds"].Max} s)", all, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_parameters_in_the_deploy_page_says_what_the_templates_say() =>
        Assert.Equal(
            _resources.Parameters.Concat(_trigger.Parameters).DistinctBy(static parameter => parameter.Key).Select(parameter => Row(parameter.Key, parameter.Value)),
            DeployPage.Rows("Parameters")[1..].Select(static cells => string.Join(" | ", cells)));

    [Theory]
    [InlineData("MessageRetentionSeconds", "Warning: if you lower it, SQS deletes the messages that are older than the new value.")]
    [InlineData("LogRetentionDays", "Warning: if you lower it, CloudWatch deletes the log events that are older than the new value.")]
    [InlineData("FilterPattern", "Warning: Lambda deletes the messages that do not match. A wrong filter loses messages for good.")]
    public void A_parameter_that_can_lose_data_warns_of_it(string parameter, string warning) =>
        Assert.EndsWith(
            warning, (_resources.Parameters.GetValueOrDefault(parameter) ?? _trigger.Parameters[parameter]).Description, StringComparison.Ordinal);

    [Theory]
    [InlineData("resources.yaml")]
    [InlineData("trigger.yaml")]
    public void No_template_holds_a_secret_or_asks_for_one(string template)
    {
        string text = File.ReadAllText(Repo.PathOf("src", "SqsLambda", "deploy", template));

        Assert.DoesNotMatch(Secret(), text);
        Assert.DoesNotMatch(Secret(), File.ReadAllText(Repo.PathOf("aws-lambda-tools-defaults.json")));
    }

    private string Row(string name, TemplateParameter parameter)
    {
        string of = !_trigger.Parameters.ContainsKey(name) ? "resources" : _resources.Parameters.ContainsKey(name) ? "both" : "trigger";
        return $"`{name}` | {of} | {parameter.Description} | {parameter.Allowed} | {(parameter.Default is { Length: > 0 } value ? $"`{value}`" : "none")}";
    }

    [GeneratedRegex(@"[a-z-]+\.(yaml|json)")]
    private static partial Regex FileName();

    [GeneratedRegex("[A-Z]+_[A-Z_]+")]
    private static partial Regex VariableName();

    [GeneratedRegex(@"(?i)\b(AKIA|ASIA)[A-Z0-9]{16}\b|password|secret|NoEcho|access.?key|BEGIN [A-Z ]*PRIVATE KEY|resolve:")]
    private static partial Regex Secret();
}
