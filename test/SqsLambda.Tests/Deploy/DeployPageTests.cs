using System.Globalization;
using System.Text.RegularExpressions;
using SqsLambda.Batch.Metrics;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>The deploy page agrees with the templates, and its commands with the tools. <see cref="StackTests"/> runs the commands that deploy and remove.</summary>
public sealed partial class DeployPageTests
{
    private const string Costs = "What a million messages cost in a month";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public void The_table_of_contents_names_every_section() =>
        Assert.Equal(
            DeployPage.Headings.Select(static heading => $"- [{heading}](#{heading.ToLowerInvariant().Replace(' ', '-')})"),
            DeployPage.Introduction.Where(static line => line.StartsWith("- [", StringComparison.Ordinal) && line.Contains("](#", StringComparison.Ordinal)));

    [Fact]
    public void Every_deploy_command_names_a_template_with_its_own_stack_and_parameters_with_values_that_it_allows()
    {
        Match[] commands = [.. DeployPage.AllCommands.SelectMany(static block => block)
            .Where(static line => line.StartsWith("aws cloudformation deploy ", StringComparison.Ordinal))
            .Select(static line => DeployCommand().Match(line))];

        Assert.Equal(5, commands.Length);
        Assert.All(commands, static command =>
        {
            Assert.True(command.Success);
            bool trigger = command.Groups["template"].Value == "trigger.yaml";
            Template template = trigger ? Template.OfTrigger() : Template.OfResources();
            Assert.Equal(trigger ? ("sqs-lambda-orders-trigger", false) : ("sqs-lambda-orders", true), (command.Groups["stack"].Value, command.Groups["capability"].Success));
            Assert.True(!command.Groups["parameter"].Success || template.Parameters[command.Groups["parameter"].Value].AllowedValues.Contains(command.Groups["value"].Value));
        });
    }

    [RequiresCommandFact("aws", "bash", "grep")]
    public async Task The_first_step_shows_one_region_for_both_tools_whatever_was_configured_before()
    {
        string config = Path.GetTempFileName();
        await File.WriteAllTextAsync(config, "[default]\nregion = eu-west-1\n");

        CommandResult result = await Command.RunAsync(
            Limit,
            AwsEnvironment.With(KeyValuePair.Create("AWS_CONFIG_FILE", config), KeyValuePair.Create("AWS_REGION", "eu-west-1"), KeyValuePair.Create("AWS_DEFAULT_REGION", "eu-west-1")),
            "bash", "-euc", $"cd '{Repo.Root}'\n{string.Join('\n', DeployCommands.Region)}\necho $AWS_REGION");
        File.Delete(config);

        Assert.True(result.ExitCode == 0, result.Error);
        string[] lines = [.. result.Output.Split('\n').Select(static line => line.Trim())];
        Assert.Matches(@"^region\b.*\bus-east-1\b", Assert.Single(lines, static line => line.StartsWith("region", StringComparison.Ordinal)));
        Assert.Equal(["\"region\": \"\",", "us-east-1"], lines[^2..]);
    }

    // moto has no termination protection. With a skeleton, the AWS CLI checks a command and sends nothing.
    [RequiresCommandFact("aws", "bash")]
    public async Task The_AWS_CLI_accepts_the_command_that_refuses_delete_stack()
    {
        foreach (string line in DeployCommands.RefuseDeleteStack)
        {
            CommandResult result = await Command.RunAsync(Limit, AwsEnvironment.With(), "bash", "-euc", $"{line} --generate-cli-skeleton output");
            Assert.True(result.ExitCode == 0, result.Error);
        }
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("fifo")]
    public void The_page_lists_every_alarm(string queueType) =>
        Assert.Equal(
            Alarms(Template.OfTrigger(("QueueType", queueType))).Select(static alarm => $"`{alarm}`").Order(),
            DeployPage.Rows("What the commands create").Select(static cells => cells[0]).Where(static cell => cell.StartsWith('`')).Order());

    [Fact]
    public void The_costs_add_up_and_count_the_metrics_and_alarms_that_there_are()
    {
        string[][] rows = DeployPage.Rows(Costs);

        decimal sum = 0;
        foreach (string usd in rows.Select(static cells => cells[2]).Where(static usd => !usd.StartsWith('(') && usd != "USD"))
        {
            if (usd.StartsWith('*'))
            {
                Assert.Equal(sum, Usd(usd.Trim('*')));
                sum = 0;
            }
            else
            {
                sum += Usd(usd);
            }
        }

        Assert.Equal(0, sum);
        Assert.Equal($"{EmfMetrics.Names.Count} of the function + 5 of the mapping = {EmfMetrics.Names.Count + 5}, at most, × $0.30", Row("metrics")[1]);
        Assert.Equal(0.30m * (EmfMetrics.Names.Count + 5), Usd(Row("metrics")[2]));
        int alarms = Alarms(Template.OfTrigger()).Count();
        Assert.Equal($"{alarms - 1} on one metric + 1 on four = {alarms + 3} × $0.10", Row("alarms")[1]);
        Assert.Equal(0.10m * (alarms + 3), Usd(Row("alarms")[2]));

        string[] Row(string resource) => Assert.Single(rows, cells => cells[0] == resource);
    }

    private static decimal Usd(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Alarms(Template template) =>
        template.Resources.Values
            .Where(static resource => $"{resource["Type"]}" == "AWS::CloudWatch::Alarm")
            .Select(static resource => $"{resource["Properties"]!["AlarmName"]}");

    [GeneratedRegex(@"^aws cloudformation deploy --stack-name (?<stack>\S+) --template-file src/SqsLambda/deploy/(?<template>\S+)(?<capability> --capabilities CAPABILITY_NAMED_IAM)?( --parameter-overrides (?<parameter>\w+)=(?<value>\w+))?$")]
    private static partial Regex DeployCommand();
}
