using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Tests.Sqs;

/// <summary>What a queue keeps in memory. It runs by itself, since the heap is that of all tests.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryTests
{
    private const string Name = "Alone";
    private const int Messages = 100_000;
    private const int BodyCharacters = 1_024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Memory_is_bounded_by_what_is_stored_and_is_given_back(bool isFifo)
    {
        using var service = new SqsService(TimeProvider.System);
        var queue = isFifo
            ? service.CreateQueue("q.fifo", TestQueues.Map("FifoQueue=true", "DeduplicationScope=messageGroup", "VisibilityTimeout=600"))
            : service.CreateQueue("q", TestQueues.Map("VisibilityTimeout=600"));
        long empty = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Messages; i++)
        {
            queue.Send($"{i}".PadRight(BodyCharacters), isFifo ? $"g{i % 1_000}" : null, isFifo ? $"{i}" : null);
        }

        // A body is UTF-16 in memory; the rest is ids, digests and where the message is in its queue.
        long stored = GC.GetTotalMemory(forceFullCollection: true) - empty;
        Assert.InRange(stored / (double)Messages, BodyCharacters * sizeof(char), (BodyCharacters * sizeof(char)) + 1_500);

        while (await queue.Receive() is { Count: > 0 } received)
        {
            Assert.Null(queue.DeleteMessageBatch([.. received.Select((message, entry) => new DeleteMessageEntry($"{entry}", message.ReceiptHandle))]).Failed);
        }

        queue.Purge();
        long left = GC.GetTotalMemory(forceFullCollection: true) - empty;
        Assert.InRange(left, long.MinValue, stored / 10);
    }
}
