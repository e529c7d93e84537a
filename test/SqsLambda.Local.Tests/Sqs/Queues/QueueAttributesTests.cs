using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Tests.Sqs.Queues;

public sealed class QueueAttributesTests
{
    private readonly TestQueues _queues = new();

    [Fact]
    public void A_standard_queue_has_these_attributes_by_default() => Assert.Equal(
        [
            new("ApproximateNumberOfMessages", "0"),
            new("ApproximateNumberOfMessagesDelayed", "0"),
            new("ApproximateNumberOfMessagesNotVisible", "0"),
            new("CreatedTimestamp", "1767323045"),
            new("DelaySeconds", "0"),
            new("LastModifiedTimestamp", "1767323045"),
            new("MaximumMessageSize", "1048576"),
            new("MessageRetentionPeriod", "345600"),
            new("QueueArn", "arn:aws:sqs:us-east-1:000000000000:q"),
            new("ReceiveMessageWaitTimeSeconds", "0"),
            new("SqsManagedSseEnabled", "true"),
            new("VisibilityTimeout", "30"),
        ],
        _queues.Standard("q").GetAttributes(["All"]));

    [Fact]
    public void A_FIFO_queue_has_four_more()
    {
        var standard = _queues.Standard("q").GetAttributes(["All"]);
        var fifo = _queues.Fifo("q").GetAttributes(["All"]);

        Assert.Equal(
            [new("ContentBasedDeduplication", "true"), new("DeduplicationScope", "queue"), new("FifoQueue", "true"), new("FifoThroughputLimit", "perQueue")],
            fifo.ExceptBy(standard.Keys, attribute => attribute.Key));
    }

    [Fact]
    public void Only_attributes_asked_for_are_returned_and_those_the_queue_does_not_have_are_left_out()
    {
        var queue = _queues.Standard("q");
        Assert.Empty(queue.GetAttributes([]));
        Assert.Equal([new("VisibilityTimeout", "30")], queue.GetAttributes(["VisibilityTimeout", "RedrivePolicy", "FifoQueue"]));
        Assert.Equal("Unknown Attribute Bogus.", Assert.Throws<SqsException>(() => queue.GetAttributes(["Bogus"])).Message);
    }

    [Fact]
    public async Task The_counts_tell_visible_delayed_and_messages_in_flight_apart()
    {
        var queue = _queues.Standard("q");
        queue.SendAll("1", "2", "3");
        queue.Send("4", delay: 10);
        await queue.ReceiveBodies(2);
        var attributes = queue.GetAttributes(["All"]);

        Assert.Equal("1", attributes["ApproximateNumberOfMessages"]);
        Assert.Equal("1", attributes["ApproximateNumberOfMessagesDelayed"]);
        Assert.Equal("2", attributes["ApproximateNumberOfMessagesNotVisible"]);
    }

    [Theory]
    [InlineData("DelaySeconds", 0, 900)]
    [InlineData("MaximumMessageSize", 1024, 1048576)]
    [InlineData("MessageRetentionPeriod", 60, 1209600)]
    [InlineData("ReceiveMessageWaitTimeSeconds", 0, 20)]
    [InlineData("VisibilityTimeout", 0, 43200)]
    [InlineData("KmsDataKeyReusePeriodSeconds", 60, 86400)]
    public void A_number_has_its_range(string name, int min, int max)
    {
        var queue = _queues.Standard("q");
        foreach (string value in (string[])[$"{min}", $"{max}"])
        {
            Assert.Equal(value, queue.With(_queues, $"{name}={value}").GetAttributes([name])[name]);
        }

        foreach (string value in (string[])[$"{min - 1}", $"{max + 1}", "", " 6", "60.5", "true"])
        {
            var error = Assert.Throws<SqsException>(() => queue.With(_queues, $"{name}={value}"));
            Assert.Equal(("InvalidAttributeValue", $"Invalid value for the parameter {name}."), (error.Code, error.Message));
            Assert.Equal($"{max}", queue.GetAttributes([name])[name]);
        }
    }

    [Theory]
    [InlineData("Bogus=1", "InvalidAttributeName", "Unknown Attribute Bogus.")]
    [InlineData("QueueArn=x", "InvalidAttributeName", "Unknown Attribute QueueArn.")]
    [InlineData("All=x", "InvalidAttributeName", "Unknown Attribute All.")]
    [InlineData("FifoQueue=true", "InvalidAttributeName", "Unknown Attribute FifoQueue.")]
    [InlineData("ContentBasedDeduplication=false", "InvalidAttributeName", "Unknown Attribute ContentBasedDeduplication.")]
    [InlineData("DeduplicationScope=queue", "InvalidAttributeName", "You can specify the DeduplicationScope only when FifoQueue is set to true.")]
    [InlineData("FifoThroughputLimit=perQueue", "InvalidAttributeName", "You can specify the FifoThroughputLimit only when FifoQueue is set to true.")]
    [InlineData("Policy=nonsense", "InvalidAttributeValue", "Invalid value for the parameter Policy.")]
    [InlineData("SqsManagedSseEnabled=maybe", "InvalidAttributeValue", "Invalid value for the parameter SqsManagedSseEnabled.")]
    public void A_standard_queue_refuses(string attribute, string code, string message)
    {
        var error = Assert.Throws<SqsException>(() => _queues.Standard("q").With(_queues, attribute));
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("FifoQueue=false", "InvalidAttributeValue", "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.")]
    [InlineData("DeduplicationScope=x", "InvalidAttributeValue", "Invalid value for the parameter DeduplicationScope.")]
    [InlineData("FifoThroughputLimit=perMessageGroupId", "InvalidAttributeValue", "The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup")]
    public void A_FIFO_queue_refuses(string attribute, string code, string message)
    {
        var error = Assert.Throws<SqsException>(() => _queues.Fifo("q").With(_queues, attribute));
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    [Fact]
    public void A_FIFO_queue_can_be_set_to_high_throughput()
    {
        var queue = _queues.Fifo("q").With(_queues, "DeduplicationScope=messageGroup", "FifoThroughputLimit=perMessageGroupId", "FifoQueue=true");
        Assert.Equal("perMessageGroupId", queue.GetAttributes(["All"])["FifoThroughputLimit"]);
    }

    [Fact]
    public void One_kind_of_encryption_replaces_the_other()
    {
        string[] names = ["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"];
        var queue = _queues.Standard("q").With(_queues, "KmsMasterKeyId=testKeyId", "KmsDataKeyReusePeriodSeconds=6000");
        Assert.Equal(
            [new("KmsDataKeyReusePeriodSeconds", "6000"), new("KmsMasterKeyId", "testKeyId"), new("SqsManagedSseEnabled", "false")],
            queue.GetAttributes(names));

        queue.With(_queues, "SqsManagedSseEnabled=true");
        Assert.Equal([new("SqsManagedSseEnabled", "true")], queue.GetAttributes(names));
        var error = Assert.Throws<SqsException>(() => queue.With(_queues, "KmsMasterKeyId=k", "SqsManagedSseEnabled=true"));
        Assert.Equal(
            ("InvalidAttributeName", "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE."),
            (error.Code, error.Message));
    }

    [Fact]
    public void Two_kinds_of_encryption_at_once_are_refused_for_a_new_queue_too()
    {
        var error = Assert.Throws<SqsException>(() => _queues.Standard("q", "KmsMasterKeyId=k", "SqsManagedSseEnabled=true"));

        Assert.Equal("InvalidAttributeName", error.Code);
        Assert.Null(_queues.Service.FindQueue("q"));
    }

    [Fact]
    public void A_queue_with_a_KMS_key_reuses_its_data_key_for_300_s_unless_told_otherwise()
    {
        string[] names = ["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"];
        KeyValuePair<string, string>[] expected =
            [new("KmsDataKeyReusePeriodSeconds", "300"), new("KmsMasterKeyId", "k"), new("SqsManagedSseEnabled", "false")];
        var queue = _queues.Standard("q", "KmsMasterKeyId=k");
        Assert.Equal(expected, queue.GetAttributes(names));
        Assert.Equal(expected, _queues.Standard("other").With(_queues, "KmsMasterKeyId=k").GetAttributes(names));
        Assert.Same(queue, _queues.Standard("q", "KmsMasterKeyId=k", "KmsDataKeyReusePeriodSeconds=300"));

        queue.With(_queues, "KmsMasterKeyId=");
        Assert.Equal([new("SqsManagedSseEnabled", "false")], queue.GetAttributes(names));
    }

    [Fact]
    public void A_queue_without_a_KMS_key_has_no_data_key_to_reuse_by_default()
    {
        var queue = _queues.Standard("q", "KmsDataKeyReusePeriodSeconds=300");

        Assert.Empty(queue.GetAttributes(["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"]));
        Assert.Same(queue, _queues.Standard("q", "KmsDataKeyReusePeriodSeconds=300"));
    }

    /// <summary>Half a surrogate pair: JSON can escape it, and no text can hold it.</summary>
    [Theory]
    [InlineData("""{"Statement":[{"Sid":"\ud800"}]}""")]
    [InlineData("""{"\udfff":1}""")]
    [InlineData("""{"Statement":[],"Statement":[]}""")]
    public void A_policy_with_half_a_character_or_a_member_twice_is_refused(string policy)
    {
        var error = Assert.Throws<SqsException>(() => _queues.Standard("q", $"Policy={policy}"));

        Assert.Equal(("InvalidAttributeValue", "Invalid value for the parameter Policy."), (error.Code, error.Message));
    }

    [Fact]
    public void Setting_an_attribute_changes_when_the_queue_was_last_modified()
    {
        var queue = _queues.Standard("q");
        _queues.Pass(100);
        queue.With(_queues, "DelaySeconds=1");

        Assert.Equal("1767323045", queue.GetAttributes(["All"])["CreatedTimestamp"]);
        Assert.Equal("1767323145", queue.GetAttributes(["All"])["LastModifiedTimestamp"]);
    }
}
