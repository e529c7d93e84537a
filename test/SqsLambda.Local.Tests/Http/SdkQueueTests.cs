using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using static SqsLambda.Local.Tests.Http.SdkCalls;
using static SqsLambda.Local.Tests.Http.SdkError;

namespace SqsLambda.Local.Tests.Http;

/// <summary>Queues from their creation to their deletion, and what they say of themselves.</summary>
public sealed class SdkQueueTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_queue_has_the_attributes_recorded_from_SQS(bool isFifo)
    {
        string url = isFifo ? await Sqs.FifoAsync() : await Sqs.StandardAsync();
        string now = (endpoint.NowMs / 1000).ToString(CultureInfo.InvariantCulture);
        string[] ofFifo = isFifo
            ? ["FifoQueue=true", "ContentBasedDeduplication=false", "DeduplicationScope=queue", "FifoThroughputLimit=perQueue"]
            : [];
        string[] expected = [
            "ApproximateNumberOfMessages=0", "ApproximateNumberOfMessagesDelayed=0", "ApproximateNumberOfMessagesNotVisible=0",
            $"CreatedTimestamp={now}", "DelaySeconds=0", $"LastModifiedTimestamp={now}", "MaximumMessageSize=1048576",
            "MessageRetentionPeriod=345600", $"QueueArn=arn:aws:sqs:us-east-1:000000000000:{NameOf(url)}",
            "ReceiveMessageWaitTimeSeconds=0", "SqsManagedSseEnabled=true", "VisibilityTimeout=30", .. ofFifo];

        Assert.Equal(Map(expected).Order(ByKey), (await Sqs.AttributesAsync(url)).Order(ByKey));
    }

    [Fact]
    public async Task Says_only_what_it_is_asked_for_and_when_it_was_changed()
    {
        string url = await Sqs.StandardAsync();
        long created = endpoint.NowMs / 1000;
        endpoint.Pass(5);
        await Sqs.SetAsync(url, "VisibilityTimeout=1");
        List<string> names = ["CreatedTimestamp", "LastModifiedTimestamp", "VisibilityTimeout", "RedrivePolicy", "FifoQueue"];
        var said = (await Sqs.GetQueueAttributesAsync(url, names)).Attributes;

        Assert.Equal(
            Map($"CreatedTimestamp={created}", $"LastModifiedTimestamp={created + 5}", "VisibilityTimeout=1").Order(ByKey), said.Order(ByKey));
    }

    [Fact]
    public async Task Counts_visible_delayed_and_hidden_messages_apart()
    {
        string url = await Sqs.StandardAsync();
        await Sqs.SendAllAsync(url, "a", "b", "c");
        await Sqs.SendAsync(url, "d", delay: 60);
        await Sqs.ReceiveAsync(url, 2);
        Assert.Equal("1 1 2", await CountsAsync(url));
        endpoint.Pass(30);
        Assert.Equal("3 1 0", await CountsAsync(url));
        endpoint.Pass(30);
        Assert.Equal("4 0 0", await CountsAsync(url));
    }

    [Theory]
    [InlineData("RedrivePolicy")]
    [InlineData("RedriveAllowPolicy")]
    [InlineData("Policy")]
    public async Task Forgets_an_attribute_that_is_set_to_nothing(string name)
    {
        string dead = await Sqs.StandardAsync();
        string attribute = name switch
        {
            "RedrivePolicy" => await Sqs.RedriveToAsync(dead, 5),
            "RedriveAllowPolicy" => """RedriveAllowPolicy={"redrivePermission":"denyAll"}""",
            _ => "Policy={}",
        };
        string url = await Sqs.StandardAsync(attribute);
        Assert.Equal(attribute.Split('=')[1], (await Sqs.AttributesAsync(url))[name]);
        await Sqs.SetAsync(url, name + "=");

        Assert.False((await Sqs.AttributesAsync(url)).ContainsKey(name));
    }

    [Fact]
    public async Task A_queue_is_found_again_by_name_whatever_attributes_are_not_given()
    {
        string url = await Sqs.StandardAsync("VisibilityTimeout=5", "DelaySeconds=6");
        var again = await Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = NameOf(url), Attributes = Map("DelaySeconds=6") });
        Assert.Equal(url, again.QueueUrl);
        Assert.Equal("5", (await Sqs.AttributesAsync(url))["VisibilityTimeout"]);
    }

    [Fact]
    public async Task Queues_are_listed_in_pages_by_the_beginning_of_their_names()
    {
        string prefix = NewName();
        List<string> urls = [];
        foreach (string end in new[] { "-1", "-2", "-3" })
        {
            urls.Add((await Sqs.CreateQueueAsync(prefix + end)).QueueUrl);
        }

        var first = await Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = prefix, MaxResults = 2 });
        var second = await Sqs.ListQueuesAsync(
            new ListQueuesRequest { QueueNamePrefix = prefix, MaxResults = 2, NextToken = first.NextToken });
        var all = await Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = prefix });

        Assert.Equal(urls[..2], first.QueueUrls);
        Assert.NotNull(first.NextToken);
        Assert.Equal(urls[2..], second.QueueUrls);
        Assert.Null(second.NextToken);
        Assert.Equal(urls, all.QueueUrls);
        Assert.Null(all.NextToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_name_of_a_deleted_queue_can_be_used_again_after_60_seconds_for_an_empty_queue(bool isFifo)
    {
        string url = await Sqs.QueueAsync(isFifo);
        await Sqs.SendAsync(url, "a", "g");
        await Sqs.DeleteQueueAsync(url);
        endpoint.Pass(59.999);
        await Legacy("QueueDeletedRecently", "You must wait 60 seconds after deleting a queue before you can create another with the same name.")
            .ExpectAsync(Again);
        endpoint.Pass(0.001);
        await Again();
        Assert.Empty(await Sqs.ReceiveAsync(url));

        Task Again() => Sqs.CreateQueueAsync(
            new CreateQueueRequest { QueueName = NameOf(url), Attributes = isFifo ? Map("FifoQueue=true") : [] });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_purge_takes_every_message_and_is_allowed_again_after_60_seconds(bool isFifo)
    {
        string url = await Sqs.QueueAsync(isFifo);
        await Sqs.SendAllAsync(url, "g-hidden", "h-visible");
        var hidden = await Sqs.ReceiveOneAsync(url);
        await Sqs.SetAsync(url, "DelaySeconds=10");
        await Sqs.SendAllAsync(url, "i-delayed");
        await Sqs.PurgeQueueAsync(url);
        Assert.Equal("0 0 0", await CountsAsync(url));
        await Sqs.DeleteAsync(url, hidden);

        endpoint.Pass(59.999);
        Assert.Empty(await Sqs.ReceiveAsync(url));
        await Assert.ThrowsAsync<PurgeQueueInProgressException>(() => Sqs.PurgeQueueAsync(url));
        endpoint.Pass(0.001);
        await Sqs.PurgeQueueAsync(url);
    }

    private static readonly Comparer<KeyValuePair<string, string>> ByKey =
        Comparer<KeyValuePair<string, string>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key));

    /// <summary>How many messages are visible, delayed and hidden.</summary>
    private async Task<string> CountsAsync(string url)
    {
        var attributes = await Sqs.AttributesAsync(url);
        return $"{Number("")} {Number("Delayed")} {Number("NotVisible")}";

        string Number(string ofWhich) => attributes["ApproximateNumberOfMessages" + ofWhich];
    }
}
