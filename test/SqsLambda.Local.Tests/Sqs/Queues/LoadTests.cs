using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Tests.Http;

namespace SqsLambda.Local.Tests.Sqs.Queues;

/// <summary>100,000 messages of 1 KiB in one queue. Alone, since the memory that is measured is that of the process.</summary>
[Collection(nameof(LoadTests))]
[CollectionDefinition(nameof(LoadTests), DisableParallelization = true)]
[Trait("Category", "Long")]
public sealed class LoadTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private const int Messages = 100_000;
    private const int MessageBytes = 1024;
    private const int Clients = 64;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Sixty_four_clients_send_receive_and_delete_each_message_once()
    {
        string url = (await endpoint.Sqs.CreateQueueAsync(new CreateQueueRequest($"load-{Guid.NewGuid():N}") { Attributes = new() { ["VisibilityTimeout"] = "43200" } })).QueueUrl;
        int next = -10;
        await EachClientAsync(async (sqs, limit) =>
        {
            while (Interlocked.Add(ref next, 10) is var first && first < Messages)
            {
                var sent = await sqs.SendMessageBatchAsync(
                    url, [.. Enumerable.Range(first, 10).Select(i => new SendMessageBatchRequestEntry($"{i}", $"{i}".PadRight(MessageBytes)))], limit);
                Assert.Equal(10, sent.Successful.Count);
            }
        });
        Assert.Equal(new QueueCounts(Messages, 0, 0, 0), endpoint.QueueOf(url).Counts);

        var bodies = new ConcurrentDictionary<string, string>();
        await EachClientAsync(async (sqs, limit) =>
        {
            var request = new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10 };
            while ((await sqs.ReceiveMessageAsync(request, limit)).Messages is { } received)
            {
                Assert.All(received, message => Assert.True(bodies.TryAdd(message.Body, message.MessageId)));
                var deleted = await sqs.DeleteMessageBatchAsync(
                    url, [.. received.Select((message, i) => new DeleteMessageBatchRequestEntry($"{i}", message.ReceiptHandle))], limit);
                Assert.Equal(received.Count, deleted.Successful.Count);
            }
        });

        Assert.Equal(Enumerable.Range(0, Messages), bodies.Keys.Select(int.Parse).Order());
        Assert.Equal(new QueueCounts(0, 0, 0, 0), endpoint.QueueOf(url).Counts);
    }

    /// <param name="kind">The kind of queue.</param>
    /// <param name="remembered">How much may be left, of the bytes stored, while a FIFO queue remembers the deduplication ids.</param>
    [Theory]
    [InlineData("standard", 0.1)]
    [InlineData("FIFO", 0.7)]
    public async Task Memory_is_bounded_by_what_is_stored(string kind, double remembered)
    {
        var queues = new TestQueues();
        var queue = kind == "FIFO" ? queues.Fifo("q") : queues.Standard("q");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Messages; i++)
        {
            queue.Send($"{i}".PadRight(MessageBytes), $"g{i % 1000}");
        }

        // A body is UTF-16 here, which is 2 of it; the rest is what the queue knows of each message.
        AssertGrownBy(1, 4);
        while (await queue.Receive() is { Count: > 0 } received)
        {
            foreach (var message in received)
            {
                queue.DeleteMessage(message.ReceiptHandle);
            }
        }

        AssertGrownBy(-1, remembered);
        queues.Pass(SqsLimits.DeduplicationInterval.TotalSeconds);
        AssertGrownBy(-1, 0.1);
        GC.KeepAlive(queue);

        void AssertGrownBy(double min, double max) => Assert.InRange(
            (GC.GetTotalMemory(forceFullCollection: true) - before) / ((double)Messages * MessageBytes), min, max);
    }

    private async Task EachClientAsync(Func<AmazonSQSClient, CancellationToken, Task> run)
    {
        using var limit = new CancellationTokenSource(Limit);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            using var sqs = endpoint.NewClient();
            await run(sqs, limit.Token);
        }));
    }
}
