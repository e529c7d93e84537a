using System.Collections.Concurrent;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Tests.Sqs.Queues;

public sealed class ConcurrencyTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sixty_four_clients_get_each_of_100000_messages_of_1_KiB_once(bool isFifo)
    {
        const int clients = 64;
        const int messages = 100_000;
        using var service = new SqsService(TimeProvider.System);
        var queue = isFifo
            ? service.CreateQueue("q.fifo", TestQueues.Map("FifoQueue=true", "ContentBasedDeduplication=true"))
            : service.CreateQueue("q");
        var seen = new ConcurrentDictionary<string, int>();
        using var limit = new CancellationTokenSource(Limit);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var consumers = Enumerable.Range(0, clients / 2).Select(_ => Consume()).ToList();
        await Parallel.ForEachAsync(Enumerable.Range(0, clients / 2), limit.Token, (client, _) =>
        {
            for (int i = client; i < messages; i += clients / 2)
            {
                queue.Send($"{i}".PadRight(1024), $"g{i % 1000}");
            }

            return ValueTask.CompletedTask;
        });
        await Task.WhenAll(consumers).WaitAsync(Limit);

        Assert.Equal(messages, seen.Count);
        Assert.All(seen.Values, count => Assert.Equal(1, count));
        Assert.Equal(0, queue.Counts.Total);

        async Task Consume()
        {
            await Task.Yield();
            try
            {
                while (true)
                {
                    foreach (var message in await queue.LongPoll(cancellationToken: done.Token))
                    {
                        queue.DeleteMessage(message.ReceiptHandle);
                        seen.AddOrUpdate(message.Body, 1, (_, count) => count + 1);
                    }

                    if (seen.Count == messages)
                    {
                        await done.CancelAsync();
                    }
                }
            }
            catch (OperationCanceledException) when (!limit.IsCancellationRequested)
            {
                // All messages are there.
            }
        }
    }

    [Fact]
    public async Task Groups_keep_their_order_with_many_consumers_at_once()
    {
        using var service = new SqsService(TimeProvider.System);
        var queue = service.CreateQueue("q.fifo", TestQueues.Map("FifoQueue=true", "ContentBasedDeduplication=true"));
        const int groups = 20;
        const int perGroup = 200;
        for (int i = 0; i < perGroup; i++)
        {
            for (int g = 0; g < groups; g++)
            {
                queue.Send($"{g}-{i}", $"{g}");
            }
        }

        var got = Enumerable.Range(0, groups).ToDictionary(g => $"{g}", _ => new ConcurrentQueue<int>());
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (_, _) =>
        {
            while (queue.Counts.Total > 0)
            {
                foreach (var message in await queue.Receive())
                {
                    string[] parts = message.Body.Split('-');
                    got[parts[0]].Enqueue(int.Parse(parts[1]));
                    queue.DeleteMessage(message.ReceiptHandle);
                }
            }
        }).WaitAsync(Limit);

        Assert.All(got.Values, order => Assert.Equal(Enumerable.Range(0, perGroup), order));
    }
}
