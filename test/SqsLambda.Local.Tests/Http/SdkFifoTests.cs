using System.Globalization;
using System.Numerics;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>Order and blocking on FIFO queues, and what message groups mean on standard ones.</summary>
public sealed class SdkFifoTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Theory]
    [InlineData("g1-m1 g2-m1 g1-m2 g1-m3", 10, "g1-m1 g1-m2 g1-m3 g2-m1")]
    [InlineData("g1-m1 g2-m1 g1-m2 g1-m3", 2, "g1-m1 g1-m2")]
    [InlineData("g1-1 g1-2 g1-3 g1-4 g1-5 g1-6 g1-7 g1-8 g1-9 g1-10 g1-11", 10, "g1-1 g1-2 g1-3 g1-4 g1-5 g1-6 g1-7 g1-8 g1-9 g1-10")]
    public async Task Receives_as_much_of_a_group_as_possible_before_the_next_group(string sent, int max, string received)
    {
        string url = await QueueOfAsync(sent);
        Assert.Equal(received, await Sqs.ReceiveBodiesAsync(url, max));
    }

    [Fact]
    public async Task Keeps_each_group_in_order_through_batches_and_receives_of_one()
    {
        string url = await QueueOfAsync();
        string[] bodies = [.. Enumerable.Range(0, 30).Select(i => $"g{i % 3}-{i:D2}")];
        foreach (string[] batch in bodies.Chunk(10))
        {
            await Sqs.SendMessageBatchAsync(
                url, [.. batch.Select((body, i) => new SendMessageBatchRequestEntry($"{i}", body) { MessageGroupId = body[..2] })]);
        }

        List<string> received = [];
        while (await Sqs.ReceiveAsync(url, 1) is [var message])
        {
            received.Add(message.Body);
            await Sqs.DeleteAsync(url, message);
        }

        Assert.Equal(bodies.Length, received.Count);
        Assert.All(received.GroupBy(body => body[..2]), group => Assert.Equal(group.Order(StringComparer.Ordinal), group));
    }

    [Fact]
    public async Task Blocks_only_what_is_behind_a_message_in_flight_in_its_own_group()
    {
        string url = await QueueOfAsync("g1-m1 g1-m2 g2-m1 g1-m3");
        Assert.Equal("g1-m1", await Sqs.ReceiveBodiesAsync(url, 1));

        Assert.Equal("g2-m1", await Sqs.ReceiveBodiesAsync(url));
        Assert.Empty(await Sqs.ReceiveAsync(url));
        endpoint.Pass(30);
        Assert.Equal(["g1-m1", "g1-m2", "g1-m3", "g2-m1"], (await Sqs.ReceiveAsync(url)).Select(message => message.Body).Order());
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "g-foo")]
    [InlineData(2, "g-foo g-bar")]
    public async Task An_extended_message_blocks_what_is_behind_it_when_the_others_expire(int extended, string expected)
    {
        string url = await QueueOfAsync("g-foo g-bar g-baz");
        var received = await Sqs.ReceiveAsync(url, timeout: 5);
        await Sqs.HideAsync(url, received[extended], 30);
        endpoint.Pass(5);

        Assert.Equal(expected, await Sqs.ReceiveBodiesAsync(url));
    }

    [Fact]
    public async Task A_released_head_comes_back_alone_while_the_second_is_in_flight()
    {
        string url = await QueueOfAsync("g1-m1 g1-m2 g1-m3");
        var received = await Sqs.ReceiveAsync(url, 2);
        await Sqs.HideAsync(url, received[0], 0);

        Assert.Equal("g1-m1", await Sqs.ReceiveBodiesAsync(url));
    }

    [Fact]
    public async Task A_message_released_behind_one_in_flight_waits_for_it()
    {
        string url = await QueueOfAsync("g1-m1 g1-m2");
        var received = await Sqs.ReceiveAsync(url);
        await Sqs.HideAsync(url, received[1], 0);
        Assert.Empty(await Sqs.ReceiveAsync(url));
        await Sqs.DeleteAsync(url, received[0]);

        Assert.Equal("g1-m2", await Sqs.ReceiveBodiesAsync(url));
    }

    [Fact]
    public async Task Deleting_a_part_of_what_was_received_keeps_the_rest_of_the_group_locked()
    {
        string url = await QueueOfAsync("g1-m1 g1-m2 g1-m3");
        var received = await Sqs.ReceiveAsync(url, 2);
        await Sqs.DeleteAsync(url, received[0]);
        Assert.Empty(await Sqs.ReceiveAsync(url));
        await Sqs.DeleteAsync(url, received[1]);

        Assert.Equal("g1-m3", await Sqs.ReceiveBodiesAsync(url));
    }

    [Fact]
    public async Task Sending_to_a_locked_group_wakes_nobody_but_deleting_its_last_message_in_flight_does()
    {
        string url = await QueueOfAsync("g1-m1");
        var received = await Sqs.ReceiveOneAsync(url);
        var poll = Sqs.ReceiveAsync(url, wait: 20);
        await EndpointFixture.UntilAsync(() => endpoint.QueueOf(url).WaitingReceives == 1);
        await Sqs.SendAllAsync(url, "g1-m2");
        Assert.Equal(1, endpoint.QueueOf(url).WaitingReceives);
        await Sqs.DeleteAsync(url, received);

        Assert.Equal("g1-m2", (await poll).Bodies());
    }

    [Fact]
    public async Task A_failed_group_starts_again_at_its_first_remaining_message_with_one_receive_more()
    {
        string url = await QueueOfAsync("g-1 g-2 g-3 g-4");
        await Sqs.DeleteAsync(url, (await Sqs.ReceiveAsync(url))[0]);
        endpoint.Pass(30);
        var again = await Sqs.ReceiveAsync(url);

        Assert.Equal("g-2 g-3 g-4", again.Bodies());
        Assert.All(again, message => Assert.Equal(2, message.Number("ApproximateReceiveCount")));
    }

    [Fact]
    public async Task A_message_that_nobody_handles_blocks_its_group_until_its_retention_ends()
    {
        string url = await QueueOfAsync("g-poison", "MessageRetentionPeriod=60");
        await Sqs.ReceiveOneAsync(url, timeout: 43_200);
        endpoint.Pass(30);
        await Sqs.SendAllAsync(url, "g-next");
        endpoint.Pass(29.999);
        Assert.Empty(await Sqs.ReceiveAsync(url));
        endpoint.Pass(0.001);

        Assert.Equal("g-next", await Sqs.ReceiveBodiesAsync(url));
    }

    [Fact]
    public async Task A_poison_message_moves_and_lets_its_group_go_on()
    {
        string dead = await QueueOfAsync();
        string url = await QueueOfAsync("g-1 g-2", await Sqs.RedriveToAsync(dead, 2));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal("g-1", await Sqs.ReceiveBodiesAsync(url, 1));
            endpoint.Pass(30);
        }

        Assert.Equal("g-2", await Sqs.ReceiveBodiesAsync(url, 1));
        var moved = await Sqs.ReceiveOneAsync(dead);
        Assert.Equal(("g-1", "g"), (moved.Body, moved.Attributes["MessageGroupId"]));
        Assert.Equal(moved.MessageId, moved.Attributes["MessageDeduplicationId"]);
        Assert.Equal(endpoint.NowMs, moved.Number("SentTimestamp"));
    }

    [Fact]
    public async Task Repeats_a_receive_by_its_attempt_id_with_the_same_messages_and_handles()
    {
        string url = await QueueOfAsync("g-1 g-2");
        var first = await Sqs.ReceiveAsync(url, timeout: 600, attempt: "r");
        endpoint.Pass(299.999);
        var again = await Sqs.ReceiveAsync(url, timeout: 600, attempt: "r");

        Assert.Equal("g-1 g-2", again.Bodies());
        Assert.Equal(first.Select(message => message.ReceiptHandle), again.Select(message => message.ReceiptHandle));
        Assert.All(again, message => Assert.Equal(1, message.Number("ApproximateReceiveCount")));
        Assert.Empty(await Sqs.ReceiveAsync(url, attempt: "another"));
        endpoint.Pass(300);
        Assert.Empty(await Sqs.ReceiveAsync(url, attempt: "r"));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("changed")]
    [InlineData("expired")]
    public async Task Repeats_no_receive_of_which_a_message_was_changed_since(string how)
    {
        string url = await QueueOfAsync("g-1 g-2");
        var first = await Sqs.ReceiveAsync(url, attempt: "r");
        switch (how)
        {
            case "deleted":
                await Sqs.DeleteAsync(url, first[0]);
                break;
            case "changed":
                await Sqs.HideAsync(url, first[1], 60);
                break;
            default:
                endpoint.Pass(30);
                break;
        }

        var again = await Sqs.ReceiveAsync(url, attempt: "r");
        Assert.Equal(how == "expired" ? 2 : 0, again.Count);
        Assert.DoesNotContain(again, message => first.Any(earlier => earlier.ReceiptHandle == message.ReceiptHandle));
    }

    [Fact]
    public async Task Gives_sequence_numbers_of_20_digits_that_increase()
    {
        string url = await QueueOfAsync();
        List<string> sent = [];
        foreach (string group in new[] { "g1", "g2", "g1" })
        {
            sent.Add((await Sqs.SendAsync(url, $"{sent.Count}", group)).SequenceNumber);
        }

        var batch = await Sqs.SendMessageBatchAsync(url, [new("1", "d") { MessageGroupId = "g1" }, new("2", "e") { MessageGroupId = "g2" }]);
        sent.AddRange(batch.Successful.Select(entry => entry.SequenceNumber));

        Assert.All(sent, number => Assert.Equal((20, true), (number.Length, BigInteger.TryParse(number, CultureInfo.InvariantCulture, out _))));
        Assert.Equal(sent.Distinct().Order(StringComparer.Ordinal), sent);
        Assert.Equal(sent, (await Sqs.ReceiveAsync(url)).Select(message => message.Attributes["SequenceNumber"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Delays_messages_of_a_FIFO_queue_as_the_queue_says_even_if_they_say_0()
    {
        string url = await QueueOfAsync("", "DelaySeconds=5");
        await Sqs.SendAsync(url, "a", "g");
        await Sqs.SendAsync(url, "b", "g", delay: 0);
        endpoint.Pass(4.999);
        Assert.Empty(await Sqs.ReceiveAsync(url));
        endpoint.Pass(0.001);

        Assert.Equal("a b", await Sqs.ReceiveBodiesAsync(url));
    }

    [Fact]
    public async Task A_dead_letter_waits_for_the_delay_of_an_earlier_message_of_its_group()
    {
        string dead = await QueueOfAsync("g-own h-own", "DelaySeconds=60");
        string url = await QueueOfAsync("g-moved i-moved", await Sqs.RedriveToAsync(dead, 1));
        await Sqs.ReceiveAsync(url, timeout: 0);
        Assert.Empty(await Sqs.ReceiveAsync(url));

        Assert.Equal("i-moved", await Sqs.ReceiveBodiesAsync(dead));
        endpoint.Pass(60);
        string[] received = (await Sqs.ReceiveBodiesAsync(dead)).Split(' ');
        Assert.Equal(["g-own", "g-moved", "h-own", "i-moved"], received.OrderBy(body => body[0]));
    }

    [Fact]
    public async Task A_group_id_on_a_standard_queue_comes_back_and_neither_orders_nor_blocks()
    {
        string url = await Sqs.StandardAsync();
        await Sqs.SendAllAsync(url, "g-1", "g-2");
        await Sqs.SendAsync(url, "3");
        var first = await Sqs.ReceiveOneAsync(url);
        var others = await Sqs.ReceiveAsync(url);

        Assert.Equal("g", first.Attributes["MessageGroupId"]);
        Assert.Equal("g-2 3", others.Bodies());
        Assert.False(others[1].Attributes.ContainsKey("MessageGroupId"));
        Assert.All(
            others.Append(first), message => Assert.Empty(message.Attributes.Keys.Intersect(["SequenceNumber", "MessageDeduplicationId"])));
    }

    private async Task<string> QueueOfAsync(string bodies = "", params string[] attributes)
    {
        string url = await Sqs.FifoAsync(["ContentBasedDeduplication=true", .. attributes]);
        await Sqs.SendAllAsync(url, bodies.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return url;
    }
}
