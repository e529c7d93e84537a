using System.Text.Json.Nodes;
using SqsLambda.Aws;
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
    public void Processing_can_be_stopped() => Assert.Equal("false", $"{Template.OfTrigger(("Enabled", "false"))["EventSourceMapping"]["Enabled"]}");

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
    [InlineData("standard", "11", "0", "BatchingWindowSeconds must be at least 1 if BatchSize is more than 10.")]
    [InlineData("fifo", "10", "0", null)]
    [InlineData("fifo", "11", "0", "BatchSize must be at most 10 for a FIFO queue.")]
    [InlineData("fifo", "10", "1", "BatchingWindowSeconds must be 0 for a FIFO queue, which has no batching window.")]
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
    [InlineData("DeadLettersAlarm", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName=orders-dlq", "the Maximum of 1 x 60 s is GreaterThanThreshold 0")]
    [InlineData("OldestMessageAlarm", "AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName=orders", "the Maximum of 5 x 60 s is GreaterThanThreshold 900")]
    [InlineData("FunctionErrorsAlarm", "AWS/Lambda", "Errors", "FunctionName=sqs-lambda-orders", "the Sum of 1 x 300 s is GreaterThanThreshold 0")]
    [InlineData("FilteredOutMessagesAlarm", "AWS/Lambda", "FilteredOutEventCount", "EventSourceMappingUUID={EventSourceMapping}", "the Sum of 1 x 300 s is GreaterThanOrEqualToThreshold 1")]
    [InlineData("ThrottlesAlarm", "AWS/Lambda", "Throttles", "FunctionName=sqs-lambda-orders", "the Sum of 1 x 300 s is GreaterThanThreshold 0")]
    public void Alarms_watch_the_queues_the_function_and_the_filter(string alarm, string space, string metric, string dimension, string when)
    {
        foreach ((string queueType, string suffix) in ((string, string)[])[("standard", ""), ("fifo", ".fifo")])
        {
            JsonObject watched = Template.OfTrigger(("QueueType", queueType))[alarm];

            Assert.Equal((space, metric), ($"{watched["Namespace"]}", $"{watched["MetricName"]}"));
            Assert.Equal([dimension.StartsWith("QueueName", StringComparison.Ordinal) ? dimension + suffix : dimension], Dimensions(watched));
            Assert.Equal(when, $"the {watched["Statistic"]} of {watched["EvaluationPeriods"]} x {watched["Period"]} s is {watched["ComparisonOperator"]} {watched["Threshold"]}");
            Assert.Equal("notBreaching", $"{watched["TreatMissingData"]}");
        }
    }

    [Theory]
    [InlineData("standard", "orders")]
    [InlineData("fifo", "orders.fifo")]
    public void An_alarm_watches_what_is_not_processed_in_the_metrics_that_the_function_writes(string queueType, string queue)
    {
        JsonObject alarm = Template.OfTrigger(("QueueType", queueType))["FailedMessagesAlarm"];
        JsonNode[] metrics = [.. alarm["Metrics"]!.AsArray()!];

        Assert.Equal("failed + permanent + deadLettered + notAttempted", $"{metrics[0]["Expression"]}");
        Assert.Equal(
            [("failed", "MessagesFailed"), ("permanent", "MessagesFailedPermanently"), ("deadLettered", "MessagesDeadLettered"), ("notAttempted", "MessagesNotAttempted")],
            metrics[1..].Select(static metric => ($"{metric["Id"]}", $"{metric["MetricStat"]!["Metric"]!["MetricName"]}")));
        Assert.All(metrics[1..], metric =>
        {
            JsonNode written = metric["MetricStat"]!["Metric"]!;
            Assert.Contains($"{written["MetricName"]}", EmfMetrics.Names);
            Assert.Equal(FunctionServices.MetricsNamespace, $"{written["Namespace"]}");
            Assert.Equal(["FunctionName=sqs-lambda-orders", $"QueueName={queue}"], Dimensions(written));
            Assert.Equal("the Sum of 300 s", $"the {metric["MetricStat"]!["Stat"]} of {metric["MetricStat"]!["Period"]} s");
        });
        Assert.Equal([true, false, false, false, false], metrics.Select(static metric => metric["ReturnData"]!.GetValue<bool>()));
        Assert.Equal("of 1 is GreaterThanOrEqualToThreshold 10", $"of {alarm["EvaluationPeriods"]} is {alarm["ComparisonOperator"]} {alarm["Threshold"]}");
        Assert.Equal("notBreaching", $"{alarm["TreatMissingData"]}");
    }

    [Theory]
    [InlineData("OldestMessageSeconds", "OldestMessageAlarm")]
    [InlineData("FailedMessages", "FailedMessagesAlarm")]
    [InlineData("FilteredOutMessages", "FilteredOutMessagesAlarm")]
    public void The_threshold_of_an_alarm_can_be_chosen(string parameter, string alarm) =>
        Assert.Equal("1234", $"{Template.OfTrigger((parameter, "1234"))[alarm]["Threshold"]}");

    [Fact]
    public void Without_an_address_there_is_no_topic_and_alarms_do_nothing_but_show()
    {
        Template template = Template.OfTrigger();

        Assert.DoesNotContain(template.Resources.Keys, static resource => resource is "AlarmTopic" or "AlarmTopicPolicy" or "AlarmKey");
        Assert.All(Alarms(template), static alarm => Assert.False(alarm.ContainsKey("AlarmActions") || alarm.ContainsKey("OKActions")));
    }

    [Fact]
    public void With_an_address_every_alarm_goes_there_and_so_does_its_end()
    {
        Template template = Template.OfTrigger(("AlarmEmail", "on-call@example.com"));

        JsonNode subscription = Assert.Single(template["AlarmTopic"]["Subscription"]!.AsArray())!;
        Assert.Equal(("email", "on-call@example.com"), ($"{subscription["Protocol"]}", $"{subscription["Endpoint"]}"));
        Assert.Equal(6, Alarms(template).Count());
        Assert.All(Alarms(template), static alarm => Assert.Equal(
            ("""["{AlarmTopic}"]""", """["{AlarmTopic}"]"""), (alarm["AlarmActions"]!.ToJsonString(), alarm["OKActions"]!.ToJsonString())));
    }

    /// <summary>CloudWatch cannot use the key alias/aws/sns. (Amazon SNS Developer Guide, "Managing Amazon SNS encryption keys and costs".)</summary>
    [Theory]
    [InlineData("standard")]
    [InlineData("fifo")]
    public void The_topic_is_encrypted_with_a_key_that_only_the_alarms_of_the_account_use_and_refuses_what_does_not_come_over_TLS(string queueType)
    {
        Template template = Template.OfTrigger(("QueueType", queueType), ("AlarmEmail", "on-call@example.com"));

        Assert.Equal("{AlarmKey.Arn}", $"{template["AlarmTopic"]["KmsMasterKeyId"]}");
        Assert.True(template["AlarmKey"]["EnableKeyRotation"]!.GetValue<bool>());
        JsonAssert.Equal(
            """
            [
              {
                "Sid": "Account", "Effect": "Allow", "Principal": { "AWS": "arn:{AWS::Partition}:iam::{AWS::AccountId}:root" },
                "Action": "kms:*", "Resource": "*"
              },
              {
                "Sid": "Alarms", "Effect": "Allow", "Principal": { "Service": "cloudwatch.amazonaws.com" },
                "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*",
                "Condition": { "StringEquals": { "aws:SourceAccount": "{AWS::AccountId}" } }
              }
            ]
            """,
            template["AlarmKey"]["KeyPolicy"]!["Statement"]);
        JsonAssert.Equal("""["{AlarmTopic}"]""", template["AlarmTopicPolicy"]["Topics"]);
        JsonAssert.Equal(
            """
            [
              {
                "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": "{AlarmTopic}",
                "Condition": { "Bool": { "aws:SecureTransport": "false" } }
              },
              {
                "Sid": "Alarms", "Effect": "Allow", "Principal": { "Service": "cloudwatch.amazonaws.com" },
                "Action": "sns:Publish", "Resource": "{AlarmTopic}",
                "Condition": { "StringEquals": { "aws:SourceAccount": "{AWS::AccountId}" } }
              }
            ]
            """,
            template["AlarmTopicPolicy"]["PolicyDocument"]!["Statement"]);
    }

    [Theory]
    [InlineData("standard", "")]
    [InlineData("fifo", ".fifo")]
    public void The_dashboard_shows_every_metric_of_the_function_the_queues_and_the_mapping(string queueType, string suffix)
    {
        string function = $"[FunctionName sqs-lambda-orders QueueName orders{suffix}]";
        JsonNode dashboard = JsonNode.Parse($"{Template.OfTrigger(("QueueType", queueType))["Dashboard"]["DashboardBody"]}")!;

        Assert.Equal(
            new HashSet<string>(
            [
                .. EmfMetrics.Names.Select(name => $"{FunctionServices.MetricsNamespace} {name} {function}"),
                $"AWS/SQS ApproximateNumberOfMessagesVisible [QueueName orders{suffix}]",
                $"AWS/SQS ApproximateNumberOfMessagesNotVisible [QueueName orders{suffix}]",
                $"AWS/SQS ApproximateAgeOfOldestMessage [QueueName orders{suffix}]",
                $"AWS/SQS ApproximateNumberOfMessagesVisible [QueueName orders-dlq{suffix}]",
                .. ((string[])["Invocations", "Errors", "Throttles", "ConcurrentExecutions", "Duration"]).Select(static name => $"AWS/Lambda {name} [FunctionName sqs-lambda-orders]"),
                .. ((string[])["PolledEventCount", "FilteredOutEventCount", "InvokedEventCount", "FailedInvokeEventCount", "DeletedEventCount"])
                    .Select(static name => $"AWS/Lambda {name} [EventSourceMappingUUID {{EventSourceMapping}}]"),
            ]),
            dashboard["widgets"]!.AsArray().SelectMany(Shown).ToHashSet());
    }

    // In a widget a dot stands for what the metric before has in its place. (CloudWatch API Reference, "Dashboard body structure and syntax".)
    private static IEnumerable<string> Shown(JsonNode? widget)
    {
        List<string> before = [];
        foreach (JsonNode? metric in widget!["properties"]!["metrics"]!.AsArray())
        {
            List<string> parts = [.. metric!.AsArray().Where(static part => part is JsonValue).Select((part, place) => $"{part}" == "." ? before[place] : $"{part}")];
            yield return $"{parts[0]} {parts[1]} [{string.Join(' ', parts[2..])}]";
            before = parts;
        }
    }

    private static IEnumerable<string> Dimensions(JsonNode metric) =>
        metric["Dimensions"]!.AsArray().Select(static dimension => $"{dimension!["Name"]}={dimension["Value"]}");

    private static IEnumerable<JsonObject> Alarms(Template template) =>
        template.Resources.Values.Where(static resource => $"{resource["Type"]}" == "AWS::CloudWatch::Alarm").Select(static resource => (JsonObject)resource["Properties"]!);
}
