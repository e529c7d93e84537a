using Amazon.Lambda.SQSEvents;
using Amazon.SQS;
using Amazon.SQS.Model;
using SqsLambda.Aws.Queues;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Tests.Queues;

/// <summary>What is taken for sent and for hidden, whatever SQS answers.</summary>
public sealed class BatchCallsTests
{
    private static readonly QueueFailure NotMentioned = new("NoAnswer", "SQS did not answer for this message.");

    [Theory]
    [InlineData("every message", new[] { "0", "1" }, new string[0], new[] { "", "" })]
    [InlineData("no message", new string[0], new string[0], new[] { "NoAnswer", "NoAnswer" })]
    [InlineData("one message", new[] { "1" }, new string[0], new[] { "NoAnswer", "" })]
    [InlineData("one refusal", new[] { "0" }, new[] { "1" }, new[] { "", "Refused" })]
    [InlineData("one message in both lists", new[] { "0", "1" }, new[] { "1" }, new[] { "", "Refused" })]
    [InlineData("others", new[] { "0", "2", "-1", "x" }, new[] { "7" }, new[] { "", "NoAnswer" })]
    public async Task Only_what_the_answer_says_to_be_sent_is_sent(string name, string[] sent, string[] refused, string[] codes)
    {
        using var sqs = new CannedSqs
        {
            OnSend = (_, _) => Task.FromResult(new SendMessageBatchResponse
            {
                Successful = [.. sent.Select(static id => new SendMessageBatchResultEntry { Id = id })],
                Failed = [.. refused.Select(static id => new BatchResultErrorEntry { Id = id, Code = "Refused", Message = "no" })],
            }),
        };

        var failures = await SendAsync(sqs, 2);

        Assert.True(codes.SequenceEqual(failures.Select(static failure => failure?.Code ?? "")), $"{name}: {string.Join(", ", failures)}");
    }

    [Fact]
    public async Task An_answer_without_lists_sends_and_hides_nothing()
    {
        using var sqs = new CannedSqs
        {
            OnSend = static (_, _) => Task.FromResult(new SendMessageBatchResponse { Successful = null, Failed = null }),
            OnChange = static _ => Task.FromResult(new ChangeMessageVisibilityBatchResponse { Successful = null, Failed = null }),
        };

        Assert.Equal([NotMentioned], await SendAsync(sqs, 1));
        Assert.Equal([NotMentioned], await ChangeAsync(sqs, 1));
    }

    [Fact]
    public async Task A_queue_that_is_down_is_not_asked_for_each_ten_messages()
    {
        using var sqs = new CannedSqs
        {
            OnSend = static async (_, _) =>
            {
                await Task.Yield();
                throw new AmazonSQSException("Service Unavailable");
            },
            OnChange = static async _ =>
            {
                await Task.Yield();
                throw new AmazonSQSException("Service Unavailable");
            },
        };

        var failures = await SendAsync(sqs, 1_000);
        Assert.All(failures, static failure => Assert.Equal(new QueueFailure("AmazonSQSException", "Service Unavailable"), failure));
        Assert.Equal(1_000, failures.Count);
        Assert.InRange(sqs.Calls, 1, 16);

        await ChangeAsync(sqs, 1_000);
        Assert.InRange(sqs.Calls, 2, 32);
    }

    [Fact]
    public async Task What_was_sent_before_the_time_was_up_is_told()
    {
        using var time = new CancellationTokenSource();
        using var sqs = new CannedSqs
        {
            OnSend = static async (entries, cancellation) =>
            {
                await Task.Delay(entries[0].Id == "0" ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, cancellation);
                return new() { Successful = [.. entries.Select(static entry => new SendMessageBatchResultEntry { Id = entry.Id })] };
            },
        };
        var sending = SendAsync(sqs, 25, time.Token);
        await time.CancelAsync();

        var failures = await sending;

        Assert.Equal(
            [.. Enumerable.Repeat("", 10), .. Enumerable.Repeat("TaskCanceledException", 15)],
            failures.Select(static failure => failure?.Code ?? ""));
    }

    private static async Task<IReadOnlyList<QueueFailure?>> SendAsync(CannedSqs sqs, int count, CancellationToken cancellationToken = default) =>
        await new SqsDeadLetterSender(sqs, DeadLetterQueue.Url("http://127.0.0.1:9/000000000000/dead")).SendAsync(
            [.. Messages(count).Select(static message => new DeadLetter(message, "x", PermanentFailureKind.Unparseable, "It is no JSON."))], cancellationToken);

    private static async Task<IReadOnlyList<QueueFailure?>> ChangeAsync(CannedSqs sqs, int count) =>
        await new SqsMessageVisibility(sqs).ChangeAsync(
            [.. Messages(count).Select(static message => new VisibilityChange(message, TimeSpan.FromSeconds(5)))], CancellationToken.None);

    private static IEnumerable<MessageContext> Messages(int count) => Enumerable.Range(0, count).Select(static number => new MessageContext(
        new SQSEvent.SQSMessage { MessageId = $"m{number}", ReceiptHandle = $"handle-{number}", EventSourceArn = "arn:aws:sqs:us-east-1:000000000000:orders" },
        new TestLogger()));
}
