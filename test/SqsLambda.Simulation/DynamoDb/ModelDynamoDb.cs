using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using SqsLambda.Aws;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace SqsLambda.Simulation.DynamoDb;

/// <summary>A client of the model of DynamoDB. It knows the calls that the store makes. Any other call fails, because no server listens.</summary>
internal sealed class ModelDynamoDb(World world, SimulatedProcess process) : AmazonDynamoDBClient(new AnonymousAWSCredentials(), Configuration)
{
    private const int MaxStatements = 25;
    private const int MaxKeys = 100;

    private static readonly AmazonDynamoDBConfig Configuration = NewConfiguration();

    public override Task<BatchExecuteStatementResponse> BatchExecuteStatementAsync(
        BatchExecuteStatementRequest request, CancellationToken cancellationToken = default) =>
        process.Calls.MakeAsync(Service.Store, "BatchExecuteStatement", () => Execute(request), cancellationToken);

    public override Task<BatchGetItemResponse> BatchGetItemAsync(BatchGetItemRequest request, CancellationToken cancellationToken = default) =>
        process.Calls.MakeAsync(Service.Store, "BatchGetItem", () => Get(request), cancellationToken);

    public override Task<TransactWriteItemsResponse> TransactWriteItemsAsync(
        TransactWriteItemsRequest request, CancellationToken cancellationToken = default) => process.Calls.MakeAsync(
            Service.Store, "TransactWriteItems", () => world.Database.Transactions.Write(request, process, FaultOfWrite), cancellationToken);

    private static AmazonDynamoDBConfig NewConfiguration()
    {
        AmazonDynamoDBConfig configuration = DynamoDbClientConfig.Create();
        configuration.ServiceURL = "http://model.invalid";
        return configuration;
    }

    private BatchExecuteStatementResponse Execute(BatchExecuteStatementRequest request)
    {
        if (request.Statements is not { Count: > 0 and <= MaxStatements } statements)
        {
            throw DynamoDbError.Validation($"The number of statements is {request.Statements?.Count ?? 0}: 1 to {MaxStatements} are allowed");
        }

        HashSet<(string Table, string Key)> written = [];
        var targets = statements.ConvertAll(Target);
        return targets.TrueForAll(target => written.Add((target.Table.Name, target.Key)))
            ? new() { Responses = targets.ConvertAll(Execute) }
            : throw DynamoDbError.Validation("Provided list of item keys contains duplicates");
    }

    private WriteTarget Target(BatchStatementRequest request)
    {
        Statement statement = world.Database.ReadStatement(request.Statement);
        ModelTable table = world.Database.Table(statement.Table);
        var arguments = new Arguments(request.Parameters);
        return new(statement, table, arguments, statement.KeyOf(table.PartitionKey, arguments));
    }

    private BatchStatementResponse Execute(WriteTarget target)
    {
        (Statement statement, ModelTable table, Arguments arguments, string key) = target;
        if (IsFault(FaultKind.Throttle))
        {
            return Refused(BatchStatementErrorCodeEnum.ThrottlingError);
        }

        if (IsFault(FaultKind.Conflict))
        {
            return Refused(BatchStatementErrorCodeEnum.TransactionConflict);
        }

        Item? item = table.Find(key);
        switch (statement.Kind)
        {
            case StatementKind.Insert when item is not null:
                return Refused(BatchStatementErrorCodeEnum.DuplicateItem);
            case StatementKind.Delete when item is null:
                break;
            case StatementKind.Update or StatementKind.Delete when item is null || !statement.Holds(item, arguments):
                return Refused(BatchStatementErrorCodeEnum.ConditionalCheckFailed);
            case StatementKind.Delete:
                table.Delete(key, process);
                break;
            default:
                table.Put(key, statement.Apply(item, arguments), process);
                break;
        }

        return new() { TableName = table.Name };
    }

    private BatchGetItemResponse Get(BatchGetItemRequest request)
    {
        var response = new BatchGetItemResponse { Responses = [], UnprocessedKeys = [] };
        foreach ((string name, KeysAndAttributes wanted) in request.RequestItems)
        {
            ModelTable table = world.Database.Table(name);
            if (wanted.Keys.Count > MaxKeys)
            {
                throw DynamoDbError.Validation("Too many items requested for the BatchGetItem call");
            }

            List<Item> found = response.Responses[name] = [];
            List<Item> unprocessed = [];
            foreach (Item key in wanted.Keys)
            {
                if (IsFault(FaultKind.Throttle))
                {
                    unprocessed.Add(key);
                }
                else if (table.Find(key[table.PartitionKey].S) is { } item)
                {
                    found.Add(item);
                }
            }

            if (unprocessed.Count > 0)
            {
                response.UnprocessedKeys[name] = new() { Keys = unprocessed };
            }
        }

        return response;
    }

    private string? FaultOfWrite() => IsFault(FaultKind.Conflict) ? "TransactionConflict" : IsFault(FaultKind.Throttle) ? "ThrottlingError" : null;

    private bool IsFault(FaultKind kind)
    {
        bool happens = world.Faults.Happens(kind);
        process.StoreFaults += happens ? 1 : 0;
        return happens;
    }

    private static BatchStatementResponse Refused(BatchStatementErrorCodeEnum code) => new() { Error = new() { Code = code, Message = $"{code}" } };

    private sealed record WriteTarget(Statement Statement, ModelTable Table, Arguments Arguments, string Key);
}
