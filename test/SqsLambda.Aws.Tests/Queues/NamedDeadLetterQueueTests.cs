using Amazon.SQS.Model;
using SqsLambda.Aws.Queues;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Tests.Queues;

/// <summary>A dead-letter queue that is given by its name.</summary>
public sealed class NamedDeadLetterQueueTests
{
    private const string Account = "123456789012";
    private const string Arn = Letters.Arn;

    [Theory]
    [InlineData("orders-dlq", Arn, "orders-dlq")]
    [InlineData("orders-dlq", Arn + ".fifo", "orders-dlq.fifo")]
    [InlineData("orders-dlq.fifo", Arn + ".fifo", "orders-dlq.fifo")]
    [InlineData("orders-dlq", "arn:aws-cn:sqs:cn-north-1:210987654321:orders", "orders-dlq", "210987654321")]
    public async Task It_is_looked_up_in_the_account_of_the_messages_queue_and_fifo_is_appended_where_that_is_a_FIFO_queue(
        string name, string sourceArn, string lookedUp, string account = Account)
    {
        using var sqs = new CannedSqs { OnLookup = UrlOf };
        var sender = new SqsDeadLetterSender(sqs, DeadLetterQueue.Named(name));

        Assert.Equal([null], await sender.SendAsync([Letters.From(sourceArn)], default));

        Assert.Equal([(lookedUp, account)], sqs.Lookups);
        Assert.Equal([$"https://sqs.eu-central-1.api.aws/{account}/{lookedUp}"], sqs.QueueUrls);
    }

    [Fact]
    public async Task It_is_looked_up_once_for_each_queue_that_messages_come_from()
    {
        using var sqs = new CannedSqs { OnLookup = UrlOf };
        var sender = new SqsDeadLetterSender(sqs, DeadLetterQueue.Named("dead"));

        foreach (string arn in (string[])[Arn, Arn + ".fifo", Arn, Arn + ".fifo"])
        {
            Assert.Equal([null, null], await sender.SendAsync([Letters.From(arn), Letters.From(arn)], default));
        }

        Assert.Equal([("dead", Account), ("dead.fifo", Account)], sqs.Lookups);
    }

    [Fact]
    public async Task A_look_up_that_fails_fails_the_messages_with_queue_and_account_and_is_made_again_the_next_time()
    {
        using var sqs = new CannedSqs { OnLookup = static (_, _) => throw new QueueDoesNotExistException("The specified queue does not exist.\n") };
        var sender = new SqsDeadLetterSender(sqs, DeadLetterQueue.Named("dead"));

        var failures = await sender.SendAsync([Letters.From(Arn), Letters.From(Arn)], default);
        int callsBefore = sqs.Calls;
        sqs.OnLookup = UrlOf;
        var failuresLater = await sender.SendAsync([Letters.From(Arn)], default);

        var failure = new QueueFailure(
            "QueueDoesNotExistException", $"The URL of queue 'dead' in account {Account} is not known: The specified queue does not exist. ");
        Assert.Equal([failure, failure], failures);
        Assert.Equal(0, callsBefore);
        Assert.Equal([null], failuresLater);
    }

    [Fact]
    public async Task A_look_up_without_an_answer_fails_the_messages()
    {
        using var sqs = new CannedSqs { OnLookup = static (_, _) => Task.FromResult(new GetQueueUrlResponse()) };

        Assert.Equal(
            [new("NoAnswer", $"The URL of queue 'dead' in account {Account} is not known: SQS did not return it.")],
            await new SqsDeadLetterSender(sqs, DeadLetterQueue.Named("dead")).SendAsync([Letters.From(Arn)], default));
    }

    [Fact]
    public async Task A_client_that_cannot_be_created_fails_the_messages_and_is_created_again_the_next_time()
    {
        int attempts = 0;
        using var sqs = new CannedSqs { OnLookup = UrlOf };
        var sender = new SqsDeadLetterSender(
            () => ++attempts == 1 ? throw new InvalidOperationException("No region.") : sqs, DeadLetterQueue.Named("dead"));

        Assert.Equal(
            [new("InvalidOperationException", $"The URL of queue 'dead' in account {Account} is not known: No region.")],
            await sender.SendAsync([Letters.From(Arn)], default));
        Assert.Equal([null], await sender.SendAsync([Letters.From(Arn)], default));
        Assert.Equal([null], await sender.SendAsync([Letters.From(Arn)], default));
        Assert.Equal(2, attempts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("orders")]
    [InlineData("arn:aws:sns:eu-central-1:123456789012:orders")]
    public async Task Without_the_ARN_of_a_queue_the_account_is_not_known_and_nothing_is_sent(string arn)
    {
        using var sqs = new CannedSqs { OnLookup = UrlOf };

        Assert.Equal(
            [new("InvalidQueueArn", $"The account of queue 'dead' is not known: '{arn}' is not the ARN of a queue.")],
            await new SqsDeadLetterSender(sqs, DeadLetterQueue.Named("dead")).SendAsync([Letters.From(arn)], default));
        Assert.Empty(sqs.Lookups);
    }

    [Theory]
    [InlineData("orders", Arn, "SameQueue")]
    [InlineData("orders", Arn + ".fifo", "SameQueue")]
    [InlineData("orders-dlq.fifo", Arn, "OtherKindOfQueue")]
    public async Task Nothing_is_sent_to_a_queue_that_cannot_be_the_dead_letter_queue(string name, string sourceArn, string code)
    {
        using var sqs = new CannedSqs { OnLookup = UrlOf };

        var failures = await new SqsDeadLetterSender(sqs, DeadLetterQueue.Named(name)).SendAsync([Letters.From(sourceArn)], default);

        Assert.Equal((code, 0), (Assert.Single(failures)?.Code, sqs.Calls));
    }

    [Fact]
    public async Task One_send_that_is_cancelled_does_not_fail_another_that_waits_for_the_same_look_up()
    {
        var answer = new TaskCompletionSource();
        using var sqs = new CannedSqs
        {
            OnLookup = async (request, cancellation) =>
            {
                await answer.Task.WaitAsync(cancellation);
                return await UrlOf(request, cancellation);
            },
        };
        var sender = new SqsDeadLetterSender(sqs, DeadLetterQueue.Named("dead"));
        using var first = new CancellationTokenSource();
        var cancelled = sender.SendAsync([Letters.From(Arn)], first.Token);
        var other = sender.SendAsync([Letters.From(Arn)], default);

        await first.CancelAsync();
        answer.SetResult();

        Assert.Equal("TaskCanceledException", Assert.Single(await cancelled)?.Code);
        Assert.Equal([null], await other);
    }

    private static Task<GetQueueUrlResponse> UrlOf(GetQueueUrlRequest request, CancellationToken cancellationToken) => Task.FromResult(
        new GetQueueUrlResponse { QueueUrl = $"https://sqs.eu-central-1.api.aws/{request.QueueOwnerAWSAccountId}/{request.QueueName}" });
}
