using Amazon.DynamoDBv2.Model;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Handlers;

/// <summary>
/// Writes in the transaction of the completion: one counts the effects of the key, and some messages change an item that they share with others, or check
/// a condition that does not hold.
/// </summary>
internal sealed class EnlistedEffect(World world) : Effect
{
    /// <summary>Counts the effects: its key is the idempotency key of the message.</summary>
    public const string Table = "effects";

    public const string Key = "key";

    /// <summary>How often the effect has happened.</summary>
    public const string Count = "count";

    /// <summary>The receipt handle of the last delivery that had the effect.</summary>
    public const string Receipt = "receipt";

    private const string SharedKey = "shared";

    public override Task MakeAsync(HandlerRun run, MessageContext context, CancellationToken token)
    {
        context.Enlist(AddOne(run.Key, run.Delivery.Receipt));
        if (world.Latency.Happens(0.1))
        {
            context.Enlist(AddOne(SharedKey, run.Delivery.Receipt));
        }

        if (world.Faults.Happens(FaultKind.ConditionFails))
        {
            context.Enlist(new TransactWriteItem
            {
                ConditionCheck = new() { TableName = Table, Key = KeyOf("absent"), ConditionExpression = $"attribute_exists({Count})" },
            });
        }

        return Task.CompletedTask;
    }

    private static TransactWriteItem AddOne(string key, string receipt) => new()
    {
        Update = new()
        {
            TableName = Table,
            Key = KeyOf(key),
            UpdateExpression = $"ADD #count :one SET {Receipt} = :receipt",
            ExpressionAttributeNames = new() { ["#count"] = Count },
            ExpressionAttributeValues = new() { [":one"] = new() { N = "1" }, [":receipt"] = new(receipt) },
        },
    };

    private static Dictionary<string, AttributeValue> KeyOf(string key) => new() { [Key] = new(key) };
}
