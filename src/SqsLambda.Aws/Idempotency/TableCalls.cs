using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>How a statement ended.</summary>
internal enum WriteStatus
{
    Failed,
    Done,
    ConditionFailed,
}

/// <summary>What became of one statement.</summary>
internal readonly record struct WriteResult(WriteStatus Status, Trouble? Trouble = null);

/// <summary>What is known of one record: the record, that there is none, or nothing.</summary>
internal readonly record struct ReadResult(IdempotencyRecord? Record, Trouble? Trouble);

/// <summary>The calls to DynamoDB that one call of the store makes: as few as there can be, and none whose failure is another's.</summary>
internal sealed class TableCalls(IAmazonDynamoDB client, string tableName, TimeProvider timeProvider, CancellationToken cancellationToken)
{
    /// <summary>DynamoDB API reference, BatchExecuteStatement.</summary>
    public const int MaxStatements = 25;

    // DynamoDB API reference, BatchGetItem.
    private const int MaxKeys = 100;

    // Calls that run side by side only ever set them.
    private volatile bool _wasAnswered;
    private volatile Trouble? _failure;

    private string Table => $"table '{tableName}' {Place}";

    private string Place => (client.Config.RegionEndpoint?.SystemName ?? client.Config.AuthenticationRegion, client.Config.ServiceURL) switch
    {
        (null, var url) => $"at {url}",
        (var region, null) => $"in {region}",
        var (region, url) => $"in {region} at {url}",
    };

    /// <summary>Writes records by statements of which no two have the same key.</summary>
    public async Task<WriteResult[]> WriteAsync(BatchStatementRequest[] statements)
    {
        var results = new WriteResult[statements.Length];
        await SideBySide.RunAsync(
            SideBySide.Chunks(statements.Length, MaxStatements),
            chunk => TryAsync(token => ExecuteAsync(statements[chunk], token), results.AsMemory(chunk)),
            (range, trouble) => results.AsSpan(range).Fill(new(WriteStatus.Failed, trouble)),
            WorthAnotherAttempt);
        return results;
    }

    /// <summary>Reads records, consistently.</summary>
    public async Task<ReadResult[]> ReadAsync(Sha256Digest[] keys)
    {
        var results = new ReadResult[keys.Length];
        await SideBySide.RunAsync(
            SideBySide.Chunks(keys.Length, MaxKeys),
            chunk => TryAsync(token => GetAsync(keys[chunk], token), results.AsMemory(chunk)),
            (range, trouble) => results.AsSpan(range).Fill(new(Record: null, trouble)),
            WorthAnotherAttempt);
        return results;
    }

    /// <summary>Where the table never answered, it has no answer for any single key either.</summary>
    /// <exception cref="IdempotencyTableException">Not one call was answered.</exception>
    public void ThrowIfUnanswered()
    {
        if (!_wasAnswered && _failure is not null)
        {
            throw new IdempotencyTableException(_failure.Reason, _failure.Cause);
        }
    }

    /// <summary>What no call came to is worth another attempt if any of them would be.</summary>
    private static Trouble WorthAnotherAttempt(Trouble last, Trouble next) => next.MayPass ? next : last;

    private async Task<WriteResult[]> ExecuteAsync(BatchStatementRequest[] statements, CancellationToken token)
    {
        BatchExecuteStatementResponse response = await client.BatchExecuteStatementAsync(
            new BatchExecuteStatementRequest { Statements = [.. statements] }, token);
        if (response.Responses?.Count != statements.Length)
        {
            throw new InvalidOperationException($"{statements.Length} statements were answered with {response.Responses?.Count ?? 0} results");
        }

        var results = new WriteResult[statements.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = response.Responses[i].Error switch
            {
                null => new(WriteStatus.Done),
                { Code.Value: "DuplicateItem" or "ConditionalCheckFailed" } => new(WriteStatus.ConditionFailed),
                var error => new(WriteStatus.Failed, Trouble.Of(error, Table, response.ResponseMetadata?.RequestId)),
            };
        }

        return results;
    }

    private async Task<ReadResult[]> GetAsync(Sha256Digest[] keys, CancellationToken token)
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
            new BatchGetItemRequest { RequestItems = new() { [tableName] = wanted } }, token);
        var results = new ReadResult[keys.Length];
        foreach (Dictionary<string, AttributeValue> item in response.Responses?.GetValueOrDefault(tableName) ?? [])
        {
            results[places[item[RecordAttributes.Id].S]] = new(IdempotencyRecord.Of(item), Trouble: null);
        }

        foreach (Dictionary<string, AttributeValue> key in response.UnprocessedKeys?.GetValueOrDefault(tableName)?.Keys ?? [])
        {
            results[places[key[RecordAttributes.Id].S]] = new(Record: null, Trouble.Unprocessed(Table));
        }

        return results;
    }

    /// <summary>
    /// Makes a call within the time-out of the client. The client's own time-out ends when the answer begins, and it does not let go of a
    /// connection that hangs at once.
    /// </summary>
    private async Task<Trouble?> TryAsync<T>(Func<CancellationToken, Task<T[]>> callAsync, Memory<T> results)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using ITimer timer = timeProvider.CreateTimer(
                Cancel, limit, client.Config.Timeout ?? DynamoDbClientConfig.CallTimeout, Timeout.InfiniteTimeSpan);
            T[] answers = await callAsync(limit.Token).WaitAsync(limit.Token);
            answers.CopyTo(results);
            _wasAnswered = true;
            return null;
        }
        catch (Exception exception)
        {
            var trouble = Trouble.Of(exception, Table);
            _failure = trouble;
            if (!trouble.MayPass)
            {
                _wasAnswered = true;
            }

            return trouble;
        }
    }

    /// <summary>
    /// Unlike a timer of the source itself, it keeps what a callback on the token throws: out of a timer it would end the process, and with
    /// it every invocation that runs in it.
    /// </summary>
    private static void Cancel(object? source)
    {
        try
        {
            ((CancellationTokenSource)source!).Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended while the timer rang.
        }
        catch (AggregateException)
        {
            // The call has failed in any case, and says so.
        }
    }
}
