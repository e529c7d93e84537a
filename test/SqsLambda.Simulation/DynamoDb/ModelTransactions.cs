using Amazon.DynamoDBv2.Model;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace SqsLambda.Simulation.DynamoDb;

/// <summary>
/// Makes transactions: all writes or none. A request that is repeated with its token within ten minutes has no second effect. (DynamoDB API Reference,
/// TransactWriteItems.)
/// </summary>
internal sealed class ModelTransactions(World world)
{
    private const int MaxItems = 100;

    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, (string Request, TimeSpan Time)> _made = [];

    /// <param name="request">The request.</param>
    /// <param name="writer">The process that makes it.</param>
    /// <param name="faultOf">Draws a fault of one write.</param>
    public TransactWriteItemsResponse Write(TransactWriteItemsRequest request, SimulatedProcess writer, Func<string?> faultOf)
    {
        if (request.TransactItems is not { Count: > 0 and <= MaxItems })
        {
            throw DynamoDbError.Validation($"The transaction has {request.TransactItems?.Count ?? 0} items: 1 to {MaxItems} are allowed");
        }

        List<TransactionItem> items = request.TransactItems.ConvertAll(item => TransactionItem.Of(item, world.Database));
        if (items.Select(static item => (item.Table.Name, item.Id)).Distinct().Count() < items.Count)
        {
            throw DynamoDbError.Validation("Transaction request cannot include multiple operations on one item");
        }

        string text = string.Join('\n', items);
        if (_made.TryGetValue(request.ClientRequestToken, out var before) && world.Now - before.Time < TokenLife)
        {
            return before.Request == text ? new() : throw DynamoDbError.TokenMismatch();
        }

        List<CancellationReason> reasons = items.ConvertAll(item => ReasonOf(item, faultOf()));
        if (reasons.Exists(static reason => reason.Code != "None"))
        {
            throw DynamoDbError.Cancelled(reasons);
        }

        foreach (TransactionItem item in items)
        {
            Change(item, writer);
        }

        _made[request.ClientRequestToken] = (text, world.Now);
        world.Figures.Count(Figure.Transactions);
        return new();
    }

    private CancellationReason ReasonOf(TransactionItem item, string? fault)
    {
        if (fault is not null)
        {
            return new() { Code = fault, Message = $"{fault} of this item" };
        }

        Item? old = item.Table.Find(item.Id);
        return item.Condition is null || world.Database.ReadCondition(item.Condition)(old ?? [], item.Arguments)
            ? new() { Code = "None" }
            : new() { Code = "ConditionalCheckFailed", Message = "The conditional request failed", Item = item.ReturnsOld ? old : null };
    }

    private static void Change(TransactionItem item, SimulatedProcess writer)
    {
        if (item.Change is not { } change)
        {
            return;
        }

        if (change(item.Table.Find(item.Id)) is { } changed)
        {
            item.Table.Put(item.Id, changed, writer);
        }
        else
        {
            item.Table.Delete(item.Id, writer);
        }
    }
}
