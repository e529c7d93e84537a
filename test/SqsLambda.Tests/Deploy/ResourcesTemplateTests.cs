using System.Text.Json.Nodes;
using SqsLambda.Aws.Settings;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>resources.yaml is what AWS recommends. (Lambda Developer Guide, "Configuring scaling behavior…" and "Creating and configuring an SQS event source mapping".)</summary>
public sealed class ResourcesTemplateTests
{
    private const int LongestRetentionSeconds = 14 * 24 * 60 * 60;

    public static TheoryData<string, string> QueueTypes => new() { { "standard", "" }, { "fifo", ".fifo" } };

    [Theory]
    [MemberData(nameof(QueueTypes))]
    public void The_queue_and_its_dead_letter_queue_are_of_one_type(string queueType, string suffix)
    {
        Template template = Template.OfResources(("QueueType", queueType));

        Assert.Equal($"orders{suffix}", template["Queue"]["QueueName"]!.GetValue<string>());
        Assert.Equal($"orders-dlq{suffix}", template["DeadLetterQueue"]["QueueName"]!.GetValue<string>());
        foreach (string queue in (string[])["Queue", "DeadLetterQueue"])
        {
            // FifoQueue: false is refused, it must be absent.
            Assert.Equal(queueType == "fifo", template[queue]["FifoQueue"]?.GetValue<bool>() ?? false);
            Assert.Equal(queueType == "fifo", template[queue].ContainsKey("FifoQueue"));
        }
    }

    [Theory]
    [MemberData(nameof(QueueTypes))]
    public void What_is_received_too_often_goes_to_the_dead_letter_queue_which_takes_from_that_queue_only(string queueType, string suffix)
    {
        Template template = Template.OfResources(("QueueType", queueType));

        JsonAssert.Equal("""{"deadLetterTargetArn":"{DeadLetterQueue.Arn}","maxReceiveCount":"5"}""", template["Queue"]["RedrivePolicy"]);
        JsonAssert.Equal(
            $$"""
            {
              "redrivePermission": "byQueue",
              "sourceQueueArns": ["arn:{AWS::Partition}:sqs:{AWS::Region}:{AWS::AccountId}:orders{{suffix}}"]
            }
            """,
            template["DeadLetterQueue"]["RedriveAllowPolicy"]);
    }

    [Theory]
    [InlineData("standard", "Queue")]
    [InlineData("standard", "DeadLetterQueue")]
    [InlineData("fifo", "Queue")]
    [InlineData("fifo", "DeadLetterQueue")]
    public void Queues_are_encrypted_and_refuse_what_does_not_come_over_TLS(string queueType, string queue)
    {
        Template template = Template.OfResources(("QueueType", queueType));
        JsonObject policy = template[$"{queue}Policy"];

        Assert.True(template[queue]["SqsManagedSseEnabled"]!.GetValue<bool>());
        JsonAssert.Equal($$"""["{{{queue}}}"]""", policy["Queues"]);
        JsonAssert.Equal(
            $$$"""
            {
              "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "{{{{queue}}}.Arn}",
              "Condition": { "Bool": { "aws:SecureTransport": "false" } }
            }
            """,
            policy["PolicyDocument"]!["Statement"]![0]);
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("fifo")]
    public void Nobody_deletes_a_table_or_deletes_or_purges_a_queue_unless_the_protection_is_turned_off(string queueType)
    {
        Template kept = Template.OfResources(("QueueType", queueType)), removable = Template.OfResources(("QueueType", queueType), ("DeletionProtection", "false"));

        foreach (string queue in (string[])["Queue", "DeadLetterQueue"])
        {
            JsonArray statements = kept[$"{queue}Policy"]["PolicyDocument"]!["Statement"]!.AsArray();
            Assert.Equal(2, statements.Count);
            JsonAssert.Equal(
                $$$"""
                {
                  "Sid": "DeletionProtection", "Effect": "Deny", "Principal": "*", "Action": ["sqs:DeleteQueue", "sqs:PurgeQueue"], "Resource": "{{{{queue}}}.Arn}"
                }
                """,
                statements[1]);
            Assert.Equal("TlsOnly", $"{Assert.Single(removable[$"{queue}Policy"]["PolicyDocument"]!["Statement"]!.AsArray())!["Sid"]}");
        }

        foreach (string table in (string[])["IdempotencyTable", "OrdersTable"])
        {
            Assert.True(kept[table]["DeletionProtectionEnabled"]!.GetValue<bool>());
            Assert.False(removable[table]["DeletionProtectionEnabled"]!.GetValue<bool>());
        }
    }

    /// <summary>A table that is protected cannot be rolled back, so everything else is created before the tables.</summary>
    [Fact]
    public void A_first_deployment_that_fails_meets_no_protected_table_when_it_rolls_back()
    {
        IReadOnlyDictionary<string, JsonObject> resources = Template.OfResources().Resources;

        Assert.Equal(["IdempotencyTable", "OrdersTable"], resources.Where(static resource => resource.Value["DependsOn"]?.ToJsonString() == """["Role","QueuePolicy","DeadLetterQueuePolicy"]""").Select(static resource => resource.Key));
        Assert.All(["Queue", "DeadLetterQueue", "LogGroup"], needed => Assert.Contains($"{{{needed}.Arn}}", resources["Role"].ToJsonString(), StringComparison.Ordinal));
        Assert.All(resources.Values, static resource => Assert.DoesNotContain("Table.Arn}", resource.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public void The_visibility_timeout_is_at_least_six_function_timeouts_and_a_batching_window_whatever_is_chosen()
    {
        TemplateParameter visibility = Template.OfResources().Parameters["VisibilityTimeoutSeconds"];
        long window = Template.OfTrigger().Parameters["BatchingWindowSeconds"].Max!.Value;

        Assert.InRange(visibility.Min!.Value, (6 * ToolsDefaults.TimeoutSeconds) + window, visibility.Max!.Value);
        Assert.InRange(long.Parse(visibility.Default!), visibility.Min.Value, visibility.Max.Value);
        Assert.Equal(visibility.Default, $"{Template.OfResources()["Queue"]["VisibilityTimeout"]}");
    }

    [Fact]
    public void A_message_has_five_receives_at_least_and_time_for_all_of_them_whatever_is_chosen()
    {
        IReadOnlyDictionary<string, TemplateParameter> parameters = Template.OfResources().Parameters;

        Assert.Equal((5L, "5"), (parameters["MaxReceiveCount"].Min, parameters["MaxReceiveCount"].Default));
        Assert.InRange(parameters["MaxReceiveCount"].Max!.Value * parameters["VisibilityTimeoutSeconds"].Max!.Value, 1, parameters["MessageRetentionSeconds"].Min!.Value);
    }

    /// <summary>A FIFO queue's dead-letter queue counts from the move, so a message may be as old as both retentions. (SQS Developer Guide, "Using dead-letter queues".)</summary>
    [Fact]
    public void The_dead_letter_queue_keeps_messages_longest_and_idempotency_records_outlive_both_queues()
    {
        Template template = Template.OfResources();
        TemplateParameter retention = template.Parameters["MessageRetentionSeconds"];
        var settings = FunctionSettings.Read(ToolsDefaults.EnvironmentVariables.GetValueOrDefault);

        Assert.Equal(LongestRetentionSeconds, template["DeadLetterQueue"]["MessageRetentionPeriod"]!.GetValue<long>());
        Assert.True(retention.Max < LongestRetentionSeconds);
        Assert.Equal(retention.Default, $"{template["Queue"]["MessageRetentionPeriod"]}");
        Assert.True(settings.IdempotencyExpiration.TotalSeconds >= retention.Max + LongestRetentionSeconds);
    }

    [Fact]
    public void Tables_are_on_demand_with_point_in_time_recovery_and_idempotency_records_expire()
    {
        Template template = Template.OfResources();

        foreach (string table in (string[])["IdempotencyTable", "OrdersTable"])
        {
            Assert.Equal("PAY_PER_REQUEST", template[table]["BillingMode"]!.GetValue<string>());
            Assert.True(template[table]["PointInTimeRecoverySpecification"]!["PointInTimeRecoveryEnabled"]!.GetValue<bool>());
        }

        JsonAssert.Equal("""{"AttributeName":"expiration","Enabled":true}""", template["IdempotencyTable"]["TimeToLiveSpecification"]);
        Assert.False(template["OrdersTable"].ContainsKey("TimeToLiveSpecification"));
    }

    [Fact]
    public void The_role_may_do_what_the_function_does_and_nothing_else()
    {
        JsonObject role = Template.OfResources()["Role"];

        JsonAssert.Equal(
            """
            [{
              "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole",
              "Condition": { "StringEquals": { "aws:SourceAccount": "{AWS::AccountId}" } }
            }]
            """,
            role["AssumeRolePolicyDocument"]!["Statement"]);
        Assert.Equal(
            [
                "dynamodb:BatchGetItem on arn:{AWS::Partition}:dynamodb:{AWS::Region}:{AWS::AccountId}:table/orders-idempotency",
                "dynamodb:PartiQLDelete on arn:{AWS::Partition}:dynamodb:{AWS::Region}:{AWS::AccountId}:table/orders-idempotency",
                "dynamodb:PartiQLInsert on arn:{AWS::Partition}:dynamodb:{AWS::Region}:{AWS::AccountId}:table/orders-idempotency",
                "dynamodb:PartiQLUpdate on arn:{AWS::Partition}:dynamodb:{AWS::Region}:{AWS::AccountId}:table/orders-idempotency",
                "dynamodb:UpdateItem on arn:{AWS::Partition}:dynamodb:{AWS::Region}:{AWS::AccountId}:table/orders",
                "dynamodb:UpdateItem on arn:{AWS::Partition}:dynamodb:{AWS::Region}:{AWS::AccountId}:table/orders-idempotency",
                "logs:CreateLogStream on {LogGroup.Arn}",
                "logs:PutLogEvents on {LogGroup.Arn}",
                "sqs:ChangeMessageVisibility on {Queue.Arn}",
                "sqs:DeleteMessage on {Queue.Arn}",
                "sqs:GetQueueAttributes on {Queue.Arn}",
                "sqs:GetQueueUrl on {DeadLetterQueue.Arn}",
                "sqs:ReceiveMessage on {Queue.Arn}",
                "sqs:SendMessage on {DeadLetterQueue.Arn}",
            ],
            Allowed(role).Order(StringComparer.Ordinal));
        Assert.False(role.ContainsKey("ManagedPolicyArns"));
    }

    /// <summary>RetainExceptOnCreate is Retain, but a first deployment that fails leaves nothing behind. (CloudFormation User Guide, "DeletionPolicy attribute".)</summary>
    [Theory]
    [InlineData("Queue", "RetainExceptOnCreate")]
    [InlineData("QueuePolicy", "RetainExceptOnCreate")]
    [InlineData("DeadLetterQueue", "RetainExceptOnCreate")]
    [InlineData("DeadLetterQueuePolicy", "RetainExceptOnCreate")]
    [InlineData("IdempotencyTable", "RetainExceptOnCreate")]
    [InlineData("OrdersTable", "RetainExceptOnCreate")]
    [InlineData("LogGroup", "Delete")]
    public void Queues_and_tables_outlive_the_stack_and_what_a_change_replaces_is_kept(string resource, string deletionPolicy)
    {
        foreach (string queueType in (string[])["standard", "fifo"])
        {
            JsonObject definition = Template.OfResources(("QueueType", queueType)).Resources[resource];

            Assert.Equal((deletionPolicy, "Retain"), (definition["DeletionPolicy"]!.GetValue<string>(), definition["UpdateReplacePolicy"]!.GetValue<string>()));
        }
    }

    [Fact]
    public void The_log_is_kept_for_as_long_as_is_chosen()
    {
        Template template = Template.OfResources(("LogRetentionDays", "90"));

        Assert.Equal("90", $"{template["LogGroup"]["RetentionInDays"]}");
        Assert.Contains("90", template.Parameters["LogRetentionDays"].AllowedValues);
    }

    private static IEnumerable<string> Allowed(JsonObject role) =>
        from policy in role["Policies"]!.AsArray()
        from statement in policy!["PolicyDocument"]!["Statement"]!.AsArray()
        where statement!["Effect"]!.GetValue<string>() == "Allow"
        from action in statement["Action"] is JsonArray actions ? actions.Select(static action => $"{action}") : [$"{statement["Action"]}"]
        select $"{action} on {statement["Resource"]}";
}
