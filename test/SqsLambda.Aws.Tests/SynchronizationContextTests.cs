using Amazon.DynamoDBv2;
using Amazon.SQS.Model;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Queues;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Aws.Tests.Queues;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Tests;

/// <summary>A caller that blocks its thread, and with it the synchronization context, until a call has ended.</summary>
public sealed class SynchronizationContextTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public void The_store_does_not_need_the_callers_context()
    {
        var wire = new CannedWire(static async (operation, _) =>
        {
            await Task.Delay(1).ConfigureAwait(false);
            return operation == "BatchGetItem" ? CannedWire.Ok("""{"Responses":{"records":[]}}""") : CannedWire.Statements("DuplicateItem");
        });
        using AmazonDynamoDBClient client = wire.NewClient();
        var store = new DynamoDbIdempotencyStore(client, "records", TimeSpan.FromDays(14), TimeProvider.System);
        RecordKey key = new("test", "1");

        IReadOnlyList<ClaimResult> claims = BlockOn(
            () => store.ClaimAsync([new Claim(key, PayloadHash.OfBody("1"u8))], "owner", TimeSpan.FromMinutes(1), default).AsTask());
        IReadOnlyList<SettlementResult> settlements = BlockOn(() => store.SettleAsync([new(key, SettlementKind.Release)], "owner", default).AsTask());

        Assert.Equal((ClaimStatus.InProgress, SettlementStatus.Settled), (Assert.Single(claims).Status, Assert.Single(settlements).Status));
    }

    [Fact]
    public void The_queues_do_not_need_the_callers_context()
    {
        using var sqs = new CannedSqs
        {
            OnLookup = static async (request, cancellation) =>
            {
                await Task.Delay(1, cancellation).ConfigureAwait(false);
                return new() { QueueUrl = $"http://127.0.0.1:9/{request.QueueOwnerAWSAccountId}/{request.QueueName}" };
            },
            OnSend = static async (entries, cancellation) =>
            {
                await Task.Delay(1, cancellation).ConfigureAwait(false);
                return new() { Successful = [.. entries.Select(static entry => new SendMessageBatchResultEntry { Id = entry.Id })] };
            },
            OnChange = static async entries =>
            {
                await Task.Delay(1).ConfigureAwait(false);
                return new() { Successful = [.. entries.Select(static entry => new ChangeMessageVisibilityBatchResultEntry { Id = entry.Id })] };
            },
        };
        DeadLetter[] letters = [.. Enumerable.Repeat(Letters.From(Letters.Arn), 20)];

        IReadOnlyList<QueueFailure?> sent = BlockOn(() => new SqsDeadLetterSender(sqs, DeadLetterQueue.Named("dead")).SendAsync(letters, default).AsTask());
        IReadOnlyList<QueueFailure?> hidden = BlockOn(() => new SqsMessageVisibility(sqs).ChangeAsync(
            [.. letters.Select(static letter => new VisibilityChange(letter.Message, TimeSpan.FromSeconds(1)))], default).AsTask());

        Assert.Equal(Enumerable.Repeat<QueueFailure?>(null, 40), sent.Concat(hidden));
    }

    private static T BlockOn<T>(Func<Task<T>> callAsync)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new BlockedContext());
        try
        {
            Task<T> call = callAsync();
            Assert.True(call.Wait(Limit), "The call waits for the context of its caller.");
            return call.Result;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Never runs what is posted to it, as its thread is blocked.</summary>
    private sealed class BlockedContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
