using System.Text.Json.Nodes;
using SqsLambda.Batch.Metrics;

namespace SqsLambda.Tests.Deploy;

/// <summary>trigger.yaml invokes the function as it expects to be invoked, and watches what an operator is told to watch.</summary>
public sealed class TriggerTemplateTests
{
    [Theory]
    [InlineData("standard", "", "0")]
    [InlineData("fifo", ".fifo", null)]
    public void The_mapping_reports_partial_batch_failures_limits_concurrency_and_counts_events(string queueType, string suffix, string? window)
    {
        JsonObject mapping = Template.OfTrigger(("QueueType", queueType))["EventSourceMapping"];

        Assert.Equal("sqs-lambda-orders", $"{mapping["FunctionName"]}");
        Assert.Equal($"arn:{{AWS::Partition}}:sqs:{{AWS::Region}}:{{AWS::AccountId}}:orders{suffix}", $"{mapping["EventSourceArn"]}");
        Assert.Equal(["ReportBatchItemFailures"], mapping["FunctionResponseTypes"]!.AsArray().Select(static type => $"{type}"));
        Assert.Equal(["EventCount"], mapping["MetricsConfig"]!["Metrics"]!.AsArray().Select(static metric => $"{metric}"));
        Assert.Equal(("10", "10", "true"), ($"{mapping["BatchSize"]}", $"{mapping["ScalingConfig"]!["MaximumConcurrency"]}", $"{mapping["Enabled"]}"));
        Assert.Equal(window, mapping["MaximumBatchingWindowInSeconds"]?.ToString());
        Assert.False(mapping.ContainsKey("FilterCriteria"));
    }

    [Fact]
    public void A_filter_is_what_was_asked_for()
    {
        const string Pattern = """{"body":{"sku":[{"prefix":"TEA"}]}}""";

        JsonObject mapping = Template.OfTrigger(("FilterPattern", Pattern))["EventSourceMapping"];

        Assert.Equal(Pattern, $"{Assert.Single(mapping["FilterCriteria"]!["Filters"]!.AsArray())!["Pattern"]}");
    }

    [Theory]
    [InlineData("standard", "10", "0", null)]
    [InlineData("standard", "10000", "1", null)]
    [InlineData("standard", "11", "0", "BatchingWindowSeconds is at least 1 where BatchSize is more than 10.")]
    [InlineData("fifo", "10", "0", null)]
    [InlineData("fifo", "11", "0", "BatchSize is at most 10 for a FIFO queue.")]
    [InlineData("fifo", "10", "1", "BatchingWindowSeconds is 0 for a FIFO queue, which has no batching window.")]
    public void Values_that_Lambda_would_refuse_together_are_refused_before_anything_changes(string queueType, string batchSize, string window, string? refusal)
    {
        Template template = Template.OfTrigger(("QueueType", queueType), ("BatchSize", batchSize), ("BatchingWindowSeconds", window));

        Assert.Equal(refusal, template.BrokenRules.FirstOrDefault());
    }

    [Theory]
    [InlineData("BatchSize", 1L, 10_000L)]
    [InlineData("MaximumConcurrency", 2L, 1_000L)]
    [InlineData("BatchingWindowSeconds", 0L, 60L)]
    public void Ranges_are_Lambdas_own_or_narrower(string parameter, long min, long max)
    {
        TemplateParameter range = Template.OfTrigger().Parameters[parameter];

        Assert.Equal((min, max), (range.Min, range.Max));
        Assert.InRange(long.Parse(range.Default!), min, max);
    }

    [Theory]
    [InlineData("DeadLettersAlarm", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "orders-dlq")]
    [InlineData("OldestMessageAlarm", "AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "orders")]
    [InlineData("FunctionErrorsAlarm", "AWS/Lambda", "Errors", "FunctionName", "sqs-lambda-orders")]
    [InlineData("ThrottlesAlarm", "AWS/Lambda", "Throttles", "FunctionName", "sqs-lambda-orders")]
    public void Alarms_watch_the_queues_and_the_function(string alarm, string space, string metric, string dimension, string value)
    {
        JsonObject properties = Template.OfTrigger()[alarm];

        Assert.Equal((space, metric), ($"{properties["Namespace"]}", $"{properties["MetricName"]}"));
        JsonNode only = Assert.Single(properties["Dimensions"]!.AsArray())!;
        Assert.Equal((dimension, value), ($"{only["Name"]}", $"{only["Value"]}"));
        Assert.Equal("notBreaching", $"{properties["TreatMissingData"]}");
    }

    [Theory]
    [InlineData("standard", "orders")]
    [InlineData("fifo", "orders.fifo")]
    public void An_alarm_watches_the_failed_messages_in_the_metrics_that_the_function_writes(string queueType, string queue)
    {
        JsonNode[] metrics = [.. Template.OfTrigger(("QueueType", queueType))["FailedMessagesAlarm"]["Metrics"]!.AsArray()!];
        JsonNode[] written = [.. metrics.Select(static metric => metric["MetricStat"]?["Metric"]).OfType<JsonNode>()];

        Assert.Equal(["MessagesFailed", "MessagesFailedPermanently", "MessagesDeadLettered"], written.Select(static metric => $"{metric["MetricName"]}"));
        Assert.All(written, metric =>
        {
            Assert.Contains($"{metric["MetricName"]}", EmfMetrics.Names);
            Assert.Equal(Function.MetricsNamespace, $"{metric["Namespace"]}");
            Assert.Equal(
                [("FunctionName", "sqs-lambda-orders"), ("QueueName", queue)],
                metric["Dimensions"]!.AsArray().Select(static dimension => ($"{dimension!["Name"]}", $"{dimension["Value"]}")));
        });
        Assert.Equal("FILL(failed, 0) + FILL(permanent, 0) + FILL(deadLettered, 0)", $"{metrics[0]["Expression"]}");
        Assert.Equal(["failed", "permanent", "deadLettered"], metrics[1..].Select(static metric => $"{metric["Id"]}"));
    }

    [Fact]
    public void Without_an_address_there_is_no_topic_and_alarms_do_nothing_but_show()
    {
        Template template = Template.OfTrigger();

        Assert.DoesNotContain("AlarmTopic", template.Resources.Keys);
        Assert.All(Alarms(template), static alarm => Assert.False(alarm.ContainsKey("AlarmActions") || alarm.ContainsKey("OKActions")));
    }

    [Fact]
    public void With_an_address_every_alarm_goes_there_and_so_does_its_end()
    {
        Template template = Template.OfTrigger(("AlarmEmail", "on-call@example.com"));

        JsonNode subscription = Assert.Single(template["AlarmTopic"]["Subscription"]!.AsArray())!;
        Assert.Equal(("email", "on-call@example.com"), ($"{subscription["Protocol"]}", $"{subscription["Endpoint"]}"));
        Assert.Equal(5, Alarms(template).Count());
        Assert.All(Alarms(template), static alarm => Assert.Equal(
            ("""["{AlarmTopic}"]""", """["{AlarmTopic}"]"""), (alarm["AlarmActions"]!.ToJsonString(), alarm["OKActions"]!.ToJsonString())));
    }

    [Fact]
    public void The_dashboard_shows_every_metric_that_the_function_writes_and_the_counts_of_the_mapping()
    {
        JsonNode dashboard = JsonNode.Parse($"{Template.OfTrigger()["Dashboard"]["DashboardBody"]}")!;
        HashSet<string> shown = [.. dashboard["widgets"]!.AsArray().SelectMany(static widget => widget!["properties"]!["metrics"]!.AsArray()).Select(static metric => $"{metric![1]}")];

        Assert.Superset(EmfMetrics.Names.ToHashSet(), shown);
        Assert.Superset(
            new HashSet<string> { "PolledEventCount", "FilteredOutEventCount", "InvokedEventCount", "FailedInvokeEventCount", "DeletedEventCount" }, shown);
        Assert.Contains("{EventSourceMapping}", dashboard.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("${", dashboard.ToJsonString(), StringComparison.Ordinal);
    }

    private static IEnumerable<JsonObject> Alarms(Template template) =>
        template.Resources.Values.Where(static resource => $"{resource["Type"]}" == "AWS::CloudWatch::Alarm").Select(static resource => (JsonObject)resource["Properties"]!);
}
