using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>The status of a statement.</summary>
internal enum WriteStatus
{
    Failed,
    Done,
    ConditionFailed,
}

/// <summary>The result of one statement.</summary>
/// <param name="Status">The status.</param>
/// <param name="Error">Why it failed. Only with <see cref="WriteStatus.Failed"/>.</param>
internal readonly record struct WriteResult(WriteStatus Status, TableError? Error = null);

/// <summary>The result of reading one key.</summary>
/// <param name="Record">The record; <see langword="null"/> if there is none or if it could not be read.</param>
/// <param name="Error">Why the record could not be read.</param>
internal readonly record struct ReadResult(IdempotencyRecord? Record, TableError? Error);

/// <summary>The answer to a transaction. Without an error and without reasons, it was made.</summary>
/// <param name="Reasons">Why it was cancelled: one reason for each write.</param>
/// <param name="Error">Why the call failed as a whole.</param>
internal readonly record struct TransactionAnswer(IReadOnlyList<CancellationReason>? Reasons, TableError? Error = null);

/// <summary>
/// Makes the calls to DynamoDB for one call of the store. It makes as few calls as possible, and the failure of one call does not affect the
/// others.
/// </summary>
internal sealed class TableCalls(IAmazonDynamoDB client, string tableName, TimeProvider timeProvider, CancellationToken cancellationToken)
{
    /// <summary>The maximum number of statements in one call. (DynamoDB API Reference, BatchExecuteStatement.)</summary>
    public const int MaxStatements = 25;

    // DynamoDB API Reference, BatchGetItem.
    private const int MaxKeys = 100;

    // Concurrent calls set these fields and never reset them.
    private volatile bool _wasAnswered;
    private volatile TableError? _error;

    private string Table => $"table '{tableName}' {Place}";

    /// <summary>The region or the endpoint of the table.</summary>
    public string Place => (client.Config.RegionEndpoint?.SystemName ?? client.Config.AuthenticationRegion, client.Config.ServiceURL) switch
    {
        (null, var url) => $"at {url}",
        (var region, null) => $"in {region}",
        var (region, url) => $"in {region} at {url}",
    };

    /// <summary>Runs statements. All keys must be different.</summary>
    public async Task<WriteResult[]> WriteAsync(BatchStatementRequest[] statements)
    {
        var results = new WriteResult[statements.Length];
        await BoundedCalls.RunAsync(
            BoundedCalls.Chunks(statements.Length, MaxStatements),
            chunk => TryAsync(token => ExecuteAsync(statements[chunk], token), results.AsMemory(chunk)),
            (range, error) => results.AsSpan(range).Fill(new(WriteStatus.Failed, error)),
            PreferTransient).ConfigureAwait(false);
        return results;
    }

    /// <summary>Reads records with strong consistency.</summary>
    public async Task<ReadResult[]> ReadAsync(RecordKey[] keys)
    {
        var results = new ReadResult[keys.Length];
        await BoundedCalls.RunAsync(
            BoundedCalls.Chunks(keys.Length, MaxKeys),
            chunk => TryAsync(token => GetAsync(keys[chunk], token), results.AsMemory(chunk)),
            (range, error) => results.AsSpan(range).Fill(new(Record: null, error)),
            PreferTransient).ConfigureAwait(false);
        return results;
    }

    /// <summary>Makes a transaction.</summary>
    public async Task<TransactionAnswer> TransactAsync(Transaction transaction)
    {
        transaction.Remember();
        var answers = new TransactionAnswer[1];
        string tables = $"one of the tables {string.Join(", ", transaction.Tables.Prepend(tableName).Distinct().Select(static table => $"'{OneLine.Of(table)}'"))} {Place}";
        TableError? error = await TryAsync(token => TransactAsync(transaction.Request, token), answers, tables).ConfigureAwait(false);
        if (error is null or { IsRefusal: true })
        {
            transaction.Forget();
        }

        return error is null ? answers[0] : new(Reasons: null, error);
    }

    /// <summary>Throws if the table answered none of the calls.</summary>
    /// <exception cref="IdempotencyTableException">The table answered none of the calls.</exception>
    public void ThrowIfUnanswered()
    {
        if (!_wasAnswered && _error is not null)
        {
            throw new IdempotencyTableException(_error.Reason, _error.Cause);
        }
    }

    // Returns the transient error if there is one, so that keys whose call was not made are retried.
    private static TableError PreferTransient(TableError last, TableError next) => next.IsTransient ? next : last;

    private async Task<WriteResult[]> ExecuteAsync(BatchStatementRequest[] statements, CancellationToken token)
    {
        BatchExecuteStatementResponse response = await client.BatchExecuteStatementAsync(
            new BatchExecuteStatementRequest { Statements = [.. statements] }, token).ConfigureAwait(false);
        if (response.Responses?.Count != statements.Length)
        {
            throw new InvalidOperationException($"DynamoDB returned {response.Responses?.Count ?? 0} results for {statements.Length} statements");
        }

        var results = new WriteResult[statements.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = response.Responses[i].Error switch
            {
                null => new(WriteStatus.Done),
                { Code.Value: "DuplicateItem" or "ConditionalCheckFailed" } => new(WriteStatus.ConditionFailed),
                var error => new(WriteStatus.Failed, TableError.Of(error, Table, response.ResponseMetadata?.RequestId)),
            };
        }

        return results;
    }

    private async Task<ReadResult[]> GetAsync(RecordKey[] keys, CancellationToken token)
    {
        var places = new Dictionary<string, int>(keys.Length, StringComparer.Ordinal);
        var wanted = new KeysAndAttributes { ConsistentRead = true, Keys = new(keys.Length) };
        for (int i = 0; i < keys.Length; i++)
        {
            AttributeValue id = AttributeValues.Id(keys[i]);
            places.Add(id.S, i);
            wanted.Keys.Add(new() { [RecordAttributes.Id] = id });
        }

        BatchGetItemResponse response = await client.BatchGetItemAsync(
            new BatchGetItemRequest { RequestItems = new() { [tableName] = wanted } }, token).ConfigureAwait(false);
        var results = new ReadResult[keys.Length];
        foreach (Dictionary<string, AttributeValue> item in response.Responses?.GetValueOrDefault(tableName) ?? [])
        {
            results[places[item[RecordAttributes.Id].S]] = new(IdempotencyRecord.Of(item), Error: null);
        }

        foreach (Dictionary<string, AttributeValue> key in response.UnprocessedKeys?.GetValueOrDefault(tableName)?.Keys ?? [])
        {
            results[places[key[RecordAttributes.Id].S]] = new(Record: null, TableError.Unprocessed(Table));
        }

        return results;
    }

    private async Task<TransactionAnswer[]> TransactAsync(TransactWriteItemsRequest request, CancellationToken token)
    {
        try
        {
            await client.TransactWriteItemsAsync(request, token).ConfigureAwait(false);
            return [default];
        }
        catch (TransactionCanceledException cancelled)
        {
            return [new(cancelled.CancellationReasons ?? [])];
        }
    }

    // The client's own timeout covers only the time until the answer begins, and it does not interrupt every hanging connection.
    private async Task<TableError?> TryAsync<T>(Func<CancellationToken, Task<T[]>> callAsync, Memory<T> results, string? tables = null)
    {
        try
        {
            using var limit = new CallTimeLimit(client.Config.Timeout ?? DynamoDbClientConfig.CallTimeout, timeProvider, cancellationToken);
            T[] answers = await limit.WaitAsync(callAsync(limit.Token)).ConfigureAwait(false);
            answers.CopyTo(results);
            _wasAnswered = true;
            return null;
        }
        catch (Exception exception)
        {
            var error = TableError.Of(exception, tables ?? Table);
            _error = error;
            if (!error.IsTransient)
            {
                _wasAnswered = true;
            }

            return error;
        }
    }
}
