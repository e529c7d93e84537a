using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Batch;
using SqsLambda.Local.Faults;
using SqsLambda.Local.Running;
using SqsLambda.TestFunction.Memos;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>Messages sent by AWSSDK.SQS to the endpoint, through the event source mapping, to the function.</summary>
public sealed class LaptopTests
{
    private readonly MemoList _memos = new();

    [Theory]
    [InlineData(false, 10, 0)]
    [InlineData(false, 1_000, 1)]
    [InlineData(true, 10, 0)]
    public async Task Of_1000_memos_of_which_100_are_duplicates_900_are_handled_once_each(bool fifo, int batchSize, int window)
    {
        var options = new RunOptions
        {
            Fifo = fifo,
            // A copy that comes while the first is in progress is back after this time.
            VisibilityTimeoutSeconds = 15,
            Mapping = new() { BatchSize = batchSize, MaximumBatchingWindowInSeconds = window, FunctionTimeoutSeconds = 10 },
        };
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var laptop = new Laptop(options, _memos, time);
        using AmazonSQSClient client = await laptop.ListenAsync();
        laptop.StartMapping();

        // Memos 0 to 899, and those of 0 to 99 again, right after the first.
        int[] memos = [.. Enumerable.Range(0, 900).SelectMany(number => number < 100 ? new[] { number, number } : [number])];
        foreach (var (batch, first) in memos.Chunk(10).Select((batch, index) => (batch, index * 10)))
        {
            var sent = await client.SendMessageBatchAsync(new SendMessageBatchRequest(
                laptop.QueueUrl, [.. batch.Select((memo, index) => Entry(memo, first + index, fifo))]));
            Assert.Equal(10, sent.Successful.Count);
        }

        await laptop.IdleAsync(time);

        Assert.Equal(Enumerable.Range(0, 900).Select(Id), _memos.Memos.Select(static memo => memo.Id).Order(StringComparer.Ordinal));
        Assert.Equal((900, 0), (laptop.Summary.Processed, laptop.Summary.DeadLettered));

        // On a busy machine a message may outlive its visibility timeout, and is then one duplicate more.
        Assert.InRange(laptop.Summary.Duplicates, 100, 1_000);
        Assert.Equal(0, laptop.Queues.Source.Counts.Total);
        Assert.Equal(0, laptop.Queues.DeadLetters.Counts.Total);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Under_every_fault_each_memo_is_processed_once(bool fifo)
    {
        const int Memos = 100;
        var options = new RunOptions
        {
            Fifo = fifo,
            MaxReceiveCount = 1_000,
            VisibilityTimeoutSeconds = 6,
            Mapping = new() { FunctionTimeoutSeconds = 5 },
            Faults = Enum.GetValues<FaultKind>().ToDictionary(static kind => kind, static _ => 5.0),
            Seed = 1,
        };
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var laptop = new Laptop(options, _memos, time);
        using AmazonSQSClient client = await laptop.ListenAsync();
        laptop.StartMapping();
        foreach (int[] batch in Enumerable.Range(0, Memos).Chunk(10))
        {
            await client.SendMessageBatchAsync(new SendMessageBatchRequest(laptop.QueueUrl, [.. batch.Select(memo => Entry(memo, memo, fifo))]));
        }

        await laptop.IdleAsync(time);

        Assert.Equal(Enumerable.Range(0, Memos).Select(Id), _memos.Memos.Select(static memo => memo.Id).Order(StringComparer.Ordinal));
        Assert.Equal((Memos, 0), (laptop.Summary.Processed, laptop.Summary.DeadLettered));
        Assert.Matches(@"duplicate \d+, shuffle \d+, throttle \d+, crash \d+, delete \d+", laptop.Faults.ToString());
    }

    [Fact]
    public async Task Of_a_batch_of_ten_with_two_failing_exactly_those_two_become_visible_again_after_the_visibility_timeout()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var laptop = new Laptop(new RunOptions(), new FlakyHandler(_memos), time);
        using AmazonSQSClient client = await laptop.ListenAsync();
        var sent = await client.SendMessageBatchAsync(new SendMessageBatchRequest(
            laptop.QueueUrl,
            [.. Enumerable.Range(0, 10).Select(number => Entry(number, number, fifo: false, number is 3 or 7 ? FlakyHandler.Text : "a"))]));
        string[] failing = [sent.Successful[3].MessageId, sent.Successful[7].MessageId];

        laptop.StartMapping();
        await UntilAsync(() => laptop.Queues.Source.Counts is { Total: 2 });

        Assert.Equal(failing, Assert.Single(laptop.Responses));
        Assert.Equal((0, 2), (laptop.Queues.Source.Counts.Visible, laptop.Queues.Source.Counts.NotVisible));

        time.Advance(TimeSpan.FromSeconds(6) - TimeSpan.FromMilliseconds(1));
        Assert.Equal((0, 2), (laptop.Queues.Source.Counts.Visible, laptop.Queues.Source.Counts.NotVisible));
        Assert.Single(laptop.Responses);

        time.Advance(TimeSpan.FromMilliseconds(1));
        await laptop.IdleAsync();

        Assert.All(laptop.Responses.Skip(1), Assert.Empty);
        Assert.Equal(
            Enumerable.Range(0, 10).Select(Id), _memos.Memos.Select(static memo => memo.Id).Order(StringComparer.Ordinal));
        Assert.Equal((10, 2, 0), (laptop.Summary.Processed, laptop.Summary.Retries, laptop.Summary.DeadLettered));
    }

    [Fact]
    public async Task A_message_that_never_succeeds_is_dead_lettered_after_its_receives()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var laptop = new Laptop(new RunOptions { MaxReceiveCount = 3 }, _memos, time);
        using AmazonSQSClient client = await laptop.ListenAsync();
        laptop.StartMapping();
        var sent = await client.SendMessageAsync(laptop.QueueUrl, """{"id":"1","text":""}""");

        for (int receive = 1; receive <= 3; receive++)
        {
            await UntilAsync(() => laptop.Responses.Count == receive);
            time.Advance(TimeSpan.FromSeconds(6));
        }

        await laptop.IdleAsync();

        var dead = await client.ReceiveMessageAsync(new ReceiveMessageRequest($"{laptop.Endpoint!.Url}/000000000000/memos-dlq")
        {
            MessageSystemAttributeNames = ["All"],
        });
        Message message = Assert.Single(dead.Messages);
        Assert.Equal(sent.MessageId, message.MessageId);
        Assert.Equal("4", message.Attributes["ApproximateReceiveCount"]);
        Assert.Equal(laptop.Queues.Source.Arn, message.Attributes["DeadLetterQueueSourceArn"]);
        Assert.Equal((0, 2, 1), (laptop.Summary.Processed, laptop.Summary.Retries, laptop.Summary.DeadLettered));
        Assert.Empty(_memos.Memos);
    }

    [Fact]
    public async Task No_control_character_of_a_message_reaches_the_terminal_by_the_text_of_an_exception()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var output = new StringWriter();
        await using (var laptop = new Laptop(new RunOptions { MaxReceiveCount = 1 }, new ThrowingHandler(), time, output))
        {
            using AmazonSQSClient client = await laptop.ListenAsync();
            laptop.StartMapping();
            await client.SendMessageAsync(
                laptop.QueueUrl, """{"id":"1","text":"\u001b[2J\u009b31m\u202eRED\u0007\nforged\u2028line\u007f"}""");

            await laptop.IdleAsync(time);
        }

        string reason = "InvalidOperationException: no text  [2J 31m RED  forged line  here";
        Assert.Contains($"  failed: {reason}{Environment.NewLine}", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($" failed (receive count 1): {reason}{Environment.NewLine}", output.ToString(), StringComparison.Ordinal);
        Unsafe.AssertNone(output.ToString());
    }

    private static SendMessageBatchRequestEntry Entry(int memo, int number, bool fifo, string text = "a") => new()
    {
        Id = number.ToString(CultureInfo.InvariantCulture),
        MessageBody = $$"""{"id":"{{Id(memo)}}","text":"{{text}}"}""",
        MessageGroupId = fifo ? $"group-{number % 7}" : null,
        MessageDeduplicationId = fifo ? $"{number}" : null,
    };

    private sealed class ThrowingHandler : IMessageHandler<Memo>
    {
        public Task HandleAsync(Memo message, MessageContext context, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"no text {message.Text} here");
    }

    private static string Id(int memo) => $"memo-{memo:D3}";

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            await Task.Delay(1, bound.Token);
        }
    }
}
