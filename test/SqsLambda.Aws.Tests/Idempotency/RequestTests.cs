using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>What the store asks of DynamoDB, and how much of it at once.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task The_calls_of_one_batch_are_under_way_side_by_side_and_at_most_sixteen_of_them()
    {
        const int AtOnce = 16;
        var counting = new Lock();
        int underWay = 0, most = 0;
        var allThere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var wire = new CannedWire(async (_, request) =>
        {
            lock (counting)
            {
                most = Math.Max(most, ++underWay);
                if (underWay == AtOnce)
                {
                    allThere.TrySetResult();
                }
            }

            await end.Task;
            lock (counting)
            {
                underWay--;
            }

            return CannedWire.Statements(((JsonArray)request["Statements"]!).Select(static _ => (string?)null));
        });

        Task<IReadOnlyList<ClaimResult>> claiming = ClaimAsync(wire, 1_000);
        await allThere.Task.WaitAsync(TimeSpan.FromSeconds(30));
        end.SetResult();

        Assert.All(await claiming, static result => Assert.Equal(ClaimStatus.Claimed, result.Status));
        Assert.Equal((40, AtOnce), (wire.Calls, most));
    }

    [Fact]
    public async Task Records_that_are_there_already_are_read_consistently_and_by_the_hundred()
    {
        var reads = new ConcurrentQueue<JsonObject>();
        var wire = new CannedWire((operation, request) =>
        {
            if (operation == "BatchExecuteStatement")
            {
                return Task.FromResult(CannedWire.Statements(((JsonArray)request["Statements"]!).Select(static _ => "DuplicateItem")));
            }

            var read = (JsonObject)request["RequestItems"]!["records"]!;
            reads.Enqueue(read);
            var records = new JsonArray([.. read["Keys"]!.AsArray().Select(static key =>
                new JsonObject { ["id"] = key!["id"]!.DeepClone(), ["status"] = new JsonObject { ["S"] = "COMPLETED" } })]);
            return Task.FromResult(CannedWire.Ok(new JsonObject { ["Responses"] = new JsonObject { ["records"] = records } }.ToJsonString()));
        });

        IReadOnlyList<ClaimResult> results = await ClaimAsync(wire, 230);

        Assert.All(results, static result => Assert.Equal(ClaimStatus.Completed, result.Status));
        Assert.Equal([100, 100, 30], reads.Select(static read => ((JsonArray)read["Keys"]!).Count).OrderDescending());
        Assert.All(reads, static read => Assert.True((bool?)read["ConsistentRead"]));
    }

    private static async Task<IReadOnlyList<ClaimResult>> ClaimAsync(CannedWire wire, int count)
    {
        using AmazonDynamoDBClient client = wire.NewClient();
        var store = new DynamoDbIdempotencyStore(client, "records", TimeSpan.FromDays(14), TimeProvider.System);
        return await store.ClaimAsync(
            [.. Enumerable.Range(0, count).Select(static number => new Claim(new("test", $"{number}"), PayloadHash.OfBody("1"u8)))],
            "owner",
            TimeSpan.FromMinutes(1),
            CancellationToken.None);
    }
}
