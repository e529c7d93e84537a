using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>What became of one statement: done, not done as its condition did not hold, or neither.</summary>
internal readonly record struct WriteResult(bool IsDone, Trouble? Trouble);

/// <summary>What is known of one record: the record, that there is none, or nothing.</summary>
internal readonly record struct ReadResult(IdempotencyRecord? Record, Trouble? Trouble);

/// <summary>The calls to DynamoDB that one call of the store makes: as few as there can be, and none whose failure is another's.</summary>
internal sealed class TableCalls(IAmazonDynamoDB client, string tableName, CancellationToken cancellationToken)
{
    /// <summary>DynamoDB API reference, BatchExecuteStatement.</summary>
    public const int MaxStatements = 25;

    // DynamoDB API reference, BatchGetItem.
    private const int MaxKeys = 100;

    private readonly string _table = $"table '{tableName}' in {RegionOf(client)}";
    private bool _wasAnswered;
    private Trouble? _failure;

    /// <summary>Writes records by statements of which no two have the same key.</summary>
    public async Task<WriteResult[]> WriteAsync(BatchStatementRequest[] statements)
    {
        var results = new WriteResult[statements.Length];
        await SideBySide.RunAsync(
            statements.Length,
            MaxStatements,
            chunk => TryAsync(() => ExecuteAsync(statements.AsMemory(chunk), results.AsMemory(chunk)), ActionOf(statements[chunk.Start])),
            (range, trouble) => results.AsSpan(range).Fill(new(IsDone: false, trouble)));
        return results;
    }

    /// <summary>Reads records, consistently.</summary>
    public async Task<ReadResult[]> ReadAsync(Sha256Digest[] keys)
    {
        var results = new ReadResult[keys.Length];
        await SideBySide.RunAsync(
            keys.Length,
            MaxKeys,
            chunk => TryAsync(() => GetAsync(keys.AsMemory(chunk), results.AsMemory(chunk)), "dynamodb:BatchGetItem"),
            (range, trouble) => results.AsSpan(range).Fill(new(Record: null, trouble)));
        return results;
    }

    /// <summary>Where the table never answered, it has no answer for any single key either.</summary>
    /// <exception cref="IdempotencyTableException">Not one call was answered.</exception>
    public void ThrowIfUnanswered()
    {
        if (!_wasAnswered && _failure is not null)
        {
            throw new IdempotencyTableException(_failure.Reason);
        }
    }

    private async Task ExecuteAsync(ReadOnlyMemory<BatchStatementRequest> statements, Memory<WriteResult> results)
    {
        BatchExecuteStatementResponse response = await client.BatchExecuteStatementAsync(
            new BatchExecuteStatementRequest { Statements = [.. statements.Span] }, cancellationToken);
        if (response.Responses?.Count != statements.Length)
        {
            throw new InvalidOperationException($"{statements.Length} statements were answered with {response.Responses?.Count ?? 0} results");
        }

        for (int i = 0; i < statements.Length; i++)
        {
            results.Span[i] = response.Responses[i].Error switch
            {
                null => new(IsDone: true, Trouble: null),
                { Code.Value: "DuplicateItem" or "ConditionalCheckFailed" } => default,
                var error => new(IsDone: false, Trouble.Of(error, ActionOf(statements.Span[i]), _table)),
            };
        }
    }

    private async Task GetAsync(ReadOnlyMemory<Sha256Digest> keys, Memory<ReadResult> results)
    {
        var places = new Dictionary<string, int>(keys.Length, StringComparer.Ordinal);
        var wanted = new KeysAndAttributes { ConsistentRead = true, Keys = new(keys.Length) };
        for (int i = 0; i < keys.Length; i++)
        {
            AttributeValue id = AttributeValues.Id(keys.Span[i]);
            places.Add(id.S, i);
            wanted.Keys.Add(new() { [RecordAttributes.Id] = id });
        }

        BatchGetItemResponse response = await client.BatchGetItemAsync(
            new BatchGetItemRequest { RequestItems = new() { [tableName] = wanted } }, cancellationToken);
        foreach (Dictionary<string, AttributeValue> item in response.Responses?.GetValueOrDefault(tableName) ?? [])
        {
            results.Span[places[item[RecordAttributes.Id].S]] = new(IdempotencyRecord.Of(item), Trouble: null);
        }

        foreach (Dictionary<string, AttributeValue> key in response.UnprocessedKeys?.GetValueOrDefault(tableName)?.Keys ?? [])
        {
            results.Span[places[key[RecordAttributes.Id].S]] = new(Record: null, Trouble.Unprocessed(_table));
        }
    }

    private async Task<Trouble?> TryAsync(Func<Task> callAsync, string action)
    {
        try
        {
            await callAsync();
            _wasAnswered = true;
            return null;
        }
        catch (Exception exception)
        {
            var trouble = Trouble.Of(exception, action, _table);
            _failure = trouble;
            _wasAnswered |= !trouble.MayPass;
            return trouble;
        }
    }

    private static string ActionOf(BatchStatementRequest statement) => statement.Statement[0] switch
    {
        'I' => "dynamodb:PartiQLInsert",
        'U' => "dynamodb:PartiQLUpdate",
        _ => "dynamodb:PartiQLDelete",
    };

    private static string RegionOf(IAmazonDynamoDB client) =>
        client.Config.AuthenticationRegion ?? client.Config.RegionEndpoint?.SystemName ?? client.Config.ServiceURL ?? "an unknown region";
}
