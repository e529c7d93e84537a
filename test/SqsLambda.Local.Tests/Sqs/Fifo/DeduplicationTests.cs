using SqsLambda.Local.Sqs.Fifo;
using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.Tests.Sqs.Fifo;

public sealed class DeduplicationTests
{
    private readonly TestQueues _queues = new();

    [Fact]
    public async Task A_duplicate_is_accepted_with_the_ids_of_the_original_and_not_delivered()
    {
        var queue = _queues.Fifo("q");
        var original = queue.Send("a", "g", "id");
        var duplicate = queue.Send("b", "g", "id");

        Assert.Equal((original.MessageId, original.SequenceNumber), (duplicate.MessageId, duplicate.SequenceNumber));
        Assert.Equal(Digests.Md5OfBody("b"), duplicate.MD5OfMessageBody);
        Assert.Equal(["a"], await queue.ReceiveBodies());
    }

    [Theory]
    [InlineData(299.999, false)]
    [InlineData(300, true)]
    public void An_id_is_remembered_for_5_minutes_though_its_message_is_deleted(double seconds, bool isAccepted)
    {
        var queue = _queues.Fifo("q");
        queue.Send("a", "g", "id");
        queue.Purge();
        queue.Send("b", "g", "id");
        _queues.Pass(seconds);
        queue.Send("c", "g", "id");

        Assert.Equal(isAccepted ? 2 : 1, queue.Counts.Total);
    }

    [Fact]
    public async Task A_duplicate_of_a_deleted_message_is_not_delivered()
    {
        var queue = _queues.Fifo("q");
        queue.Send("a", "g");
        queue.DeleteMessage((await queue.ReceiveOne()).ReceiptHandle);
        queue.Send("a", "g");

        Assert.Empty(await queue.Receive());
    }

    [Theory]
    [InlineData("queue", 1)]
    [InlineData("messageGroup", 2)]
    public void An_id_counts_in_the_scope_of_the_queue(string scope, int expected)
    {
        var queue = _queues.Fifo("q", $"DeduplicationScope={scope}");
        queue.Send("a", "g1", "id");
        queue.Send("b", "g2", "id");
        queue.Send("c", "g1", "id");

        Assert.Equal(expected, queue.Counts.Total);
    }

    [Theory]
    [InlineData("queue", 1)]
    [InlineData("messageGroup", 2)]
    public void The_content_counts_in_the_scope_of_the_queue(string scope, int expected)
    {
        var queue = _queues.Fifo("q", $"DeduplicationScope={scope}");
        queue.Send("same", "g1");
        queue.Send("same", "g2");

        Assert.Equal(expected, queue.Counts.Total);
    }

    [Fact]
    public async Task The_id_of_a_content_is_the_SHA_256_of_the_body_and_of_nothing_else()
    {
        var queue = _queues.Fifo("q");
        queue.Send("foo", "g");
        queue.SendMessage(new()
        {
            MessageBody = "foo",
            MessageGroupId = "g",
            MessageAttributes = new Dictionary<string, MessageAttributeValue> { ["k"] = MessageAttributeValue.String("v") },
        });
        const string sha256 = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
        queue.Send("bar", "g", sha256);

        Assert.Equal(sha256, (await queue.ReceiveOne()).SystemAttributes()["MessageDeduplicationId"]);
        Assert.Equal(1, queue.Counts.Total);
    }

    [Fact]
    public void An_explicit_id_wins_over_the_content()
    {
        var queue = _queues.Fifo("q");
        queue.Send("same", "g", "1");
        queue.Send("same", "g", "2");

        Assert.Equal(2, queue.Counts.Total);
    }

    [Fact]
    public void A_purge_forgets_the_ids()
    {
        var queue = _queues.Fifo("q");
        queue.Send("a", "g");
        queue.Purge();
        queue.Send("a", "g");

        Assert.Equal(1, queue.Counts.Total);
    }

    [Fact]
    public void Ids_are_forgotten_after_5_minutes_without_anybody_asking()
    {
        var memory = new DeduplicationMemory();
        for (int i = 0; i < 1000; i++)
        {
            memory.Add(null, $"{i}", new("id", "1"), nowMs: i);
        }

        memory.Advance(300_000 + 499);
        Assert.Equal(500, memory.Count);
        memory.Advance(long.MaxValue);
        Assert.Equal((0, long.MaxValue), (memory.Count, memory.NextDueMs));
    }
}
