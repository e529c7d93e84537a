using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>What a receive that waits is woken by.</summary>
public sealed class SdkLongPollTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wakes_for_a_new_message(bool isFifo)
    {
        string url = await Sqs.QueueAsync(isFifo);
        var poll = await PollAsync(url);
        await Sqs.SendAsync(url, "a", "g");

        Assert.Equal("a", (await poll).Bodies());
    }

    [Fact]
    public async Task Wakes_for_all_of_a_batch()
    {
        string url = await Sqs.StandardAsync();
        var poll = await PollAsync(url);
        await Sqs.SendMessageBatchAsync(url, [new("1", "a"), new("2", "b")]);

        Assert.Equal("a b", (await poll).Bodies());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wakes_for_a_message_whose_delay_ends(bool isFifo)
    {
        string url = await Sqs.QueueAsync(isFifo, "DelaySeconds=7");
        await Sqs.SendAsync(url, "a", "g");
        var poll = await PollAsync(url);
        endpoint.Pass(6.999);
        Assert.Equal(1, endpoint.QueueOf(url).WaitingReceives);
        endpoint.Pass(0.001);

        Assert.Equal("a", (await poll).Bodies());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wakes_for_a_message_whose_visibility_timeout_ends(bool isFifo)
    {
        string url = await Sqs.QueueAsync(isFifo, "VisibilityTimeout=7");
        await Sqs.SendAsync(url, "a", "g");
        await Sqs.ReceiveOneAsync(url);
        var poll = await PollAsync(url);
        endpoint.Pass(6.999);
        Assert.Equal(1, endpoint.QueueOf(url).WaitingReceives);
        endpoint.Pass(0.001);

        Assert.Equal("a", (await poll).Bodies());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wakes_for_a_message_that_is_released(bool isFifo)
    {
        string url = await Sqs.QueueAsync(isFifo);
        await Sqs.SendAsync(url, "a", "g");
        var message = await Sqs.ReceiveOneAsync(url);
        var poll = await PollAsync(url);
        await Sqs.HideAsync(url, message, 0);

        Assert.Equal("a", (await poll).Bodies());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wakes_for_a_message_that_is_moved_to_a_dead_letter_queue(bool isFifo)
    {
        string dead = await Sqs.QueueAsync(isFifo);
        string url = await Sqs.QueueAsync(isFifo, await Sqs.RedriveToAsync(dead, 1));
        await Sqs.SendAsync(url, "a", "g");
        await Sqs.ReceiveOneAsync(url, timeout: 0);
        var poll = await PollAsync(dead);
        Assert.Empty(await Sqs.ReceiveAsync(url));

        Assert.Equal("a", (await poll).Bodies());
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData(9, 9)]
    public async Task Ends_empty_when_the_wait_of_the_receive_or_else_the_queue_is_over(int? wait, int seconds)
    {
        string url = await Sqs.StandardAsync("ReceiveMessageWaitTimeSeconds=5");
        var poll = await PollAsync(url, wait);
        endpoint.Pass(seconds - 0.001);
        Assert.Equal(1, endpoint.QueueOf(url).WaitingReceives);
        endpoint.Pass(0.001);

        Assert.Empty(await poll);
    }

    [Fact]
    public async Task Does_not_wait_when_the_receive_says_0_though_the_queue_waits()
    {
        string url = await Sqs.StandardAsync("ReceiveMessageWaitTimeSeconds=5");
        Assert.Empty(await Sqs.ReceiveAsync(url, wait: 0));
    }

    [Fact]
    public async Task Ends_with_an_error_when_the_queue_is_deleted()
    {
        string url = await Sqs.StandardAsync();
        var poll = await PollAsync(url);
        await Sqs.DeleteQueueAsync(url);

        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => poll);
    }

    /// <summary>A receive that has begun to wait.</summary>
    private async Task<Task<List<Message>>> PollAsync(string url, int? wait = 20)
    {
        var poll = Sqs.ReceiveAsync(url, wait: wait);
        await EndpointFixture.UntilAsync(() => endpoint.QueueOf(url).WaitingReceives == 1);
        return poll;
    }
}
