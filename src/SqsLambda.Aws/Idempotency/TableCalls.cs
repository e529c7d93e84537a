using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>What became of one statement: done, not done as its condition did not hold, or neither.</summary>
internal readonly record struct WriteResult(bool IsDone, Trouble? Trouble);

/// <summary>What is known of one record: the record, that there is none, or nothing.</summary>
internal readonly record struct ReadResult(IdempotencyRecord? Record, Trouble? Trouble);

/// <summary>
/// The calls to DynamoDB that one call of the store makes: as few as there can be, side by side, none of whose failures is another's.
/// </summary>
internal sealed class TableCalls(IAmazonDynamoDB client, string tableName, CancellationToken cancellationToken)
{
    /// <summary>Quota of BatchExecuteStatement (API reference, BatchExecuteStatement: Statements).</summary>
    private const int MaxStatements = 25;

    /// <summary>Quota of BatchGetItem (API reference, BatchGetItem: up to 100 items).</summary>
    private const int MaxKeys = 100;

    private const int MaxCallsAtOnce = 16;

    private readonly string _table = $"table '{tableName}' in {client.Config.RegionEndpoint?.SystemName ?? client.Config.ServiceURL}";
    private bool _wasAnswered;
    private Exception? _failure;

    /// <summary>Writes records by statements of which no two have the same key.</summary>
    public async Task<WriteResult[]> WriteAsync(BatchStatementRequest[] statements)
    {
        var results = new WriteResult[statements.Length];
        await SideBySideAsync(statements.Length, MaxStatements, WriteChunkAsync, (index, trouble) => results[index] = new(false, trouble), Actions);
        return results;

        string Actions(Range chunk) => string.Join(" or ", statements[chunk].Select(ActionOf).Distinct());

        async Task WriteChunkAsync(Range chunk)
        {
            BatchExecuteStatementResponse response = await client.BatchExecuteStatementAsync(
                new BatchExecuteStatementRequest { Statements = [.. statements[chunk]] }, cancellationToken);
            (int first, int count) = chunk.GetOffsetAndLength(statements.Length);
            if (response.Responses?.Count != count)
            {
                throw new InvalidOperationException($"{count} statements were answered with {response.Responses?.Count ?? 0} results");
            }

            for (int i = 0; i < count; i++)
            {
                results[first + i] = ResultOf(response.Responses[i].Error, statements[first + i]);
            }
        }
    }

    /// <summary>Reads records, consistently.</summary>
    public async Task<ReadResult[]> ReadAsync(Sha256Digest[] keys)
    {
        var results = new ReadResult[keys.Length];
        await SideBySideAsync(
            keys.Length, MaxKeys, ReadChunkAsync, (index, trouble) => results[index] = new(null, trouble), static _ => "dynamodb:BatchGetItem");
        return results;

        async Task ReadChunkAsync(Range chunk)
        {
            (int first, int count) = chunk.GetOffsetAndLength(keys.Length);
            var places = new Dictionary<string, int>(count, StringComparer.Ordinal);
            var wanted = new KeysAndAttributes { ConsistentRead = true, Keys = new(count) };
            for (int i = first; i < first + count; i++)
            {
                AttributeValue id = AttributeValues.Id(keys[i]);
                places.Add(id.S, i);
                wanted.Keys.Add(new() { [RecordAttributes.Id] = id });
            }

            BatchGetItemResponse response = await client.BatchGetItemAsync(
                new BatchGetItemRequest { RequestItems = new() { [tableName] = wanted } }, cancellationToken);
            foreach (Dictionary<string, AttributeValue> item in response.Responses?.GetValueOrDefault(tableName) ?? [])
            {
                results[places[item[RecordAttributes.Id].S]] = new(IdempotencyRecord.Of(item), null);
            }

            foreach (Dictionary<string, AttributeValue> key in response.UnprocessedKeys?.GetValueOrDefault(tableName)?.Keys ?? [])
            {
                results[places[key[RecordAttributes.Id].S]] = new(null, new(MayPass: true, $"{_table} left the key unprocessed"));
            }
        }
    }

    /// <summary>A table of which no call was answered is no table to ask again for one key after the other.</summary>
    /// <exception cref="Exception">Not one call was answered, and that may pass.</exception>
    public void ThrowIfUnanswered()
    {
        if (!_wasAnswered && _failure is not null)
        {
            throw _failure;
        }
    }

    private WriteResult ResultOf(BatchStatementError? error, BatchStatementRequest statement) => error?.Code?.Value switch
    {
        null when error is null => new(IsDone: true, null),
        "DuplicateItem" or "ConditionalCheckFailed" => new(IsDone: false, null),
        _ => new(IsDone: false, Trouble.Of(error, ActionOf(statement), _table)),
    };

    private static string ActionOf(BatchStatementRequest statement) => statement.Statement[0] switch
    {
        'I' => "dynamodb:PartiQLInsert",
        'U' => "dynamodb:PartiQLUpdate",
        _ => "dynamodb:PartiQLDelete",
    };

    /// <summary>
    /// Cuts the work into calls. A lane ends at its first call that fails, so a table that does not answer costs one time-out, however many
    /// calls are due; what was not asked for then is in the same trouble.
    /// </summary>
    private async Task SideBySideAsync(
        int count, int size, Func<Range, Task> callAsync, Action<int, Trouble> fail, Func<Range, string> actions)
    {
        int next = 0;
        Trouble? trouble = null;
        int lanes = Math.Min(MaxCallsAtOnce, (count + size - 1) / size);
        if (lanes == 1)
        {
            await RunLaneAsync();
        }
        else
        {
            var running = new Task[lanes];
            for (int i = 0; i < lanes; i++)
            {
                running[i] = RunLaneAsync();
            }

            await Task.WhenAll(running);
        }

        for (int index = next; trouble is not null && index < count; index++)
        {
            fail(index, trouble);
        }

        async Task RunLaneAsync()
        {
            for (Range? chunk = Take(); chunk is { } taken; chunk = Take())
            {
                try
                {
                    await callAsync(taken);
                    _wasAnswered = true;
                }
                catch (Exception exception)
                {
                    Trouble met = Trouble.Of(exception, actions(taken), _table);
                    _failure ??= met.MayPass ? new IdempotencyTableException(met.Reason, exception) : null;
                    _wasAnswered |= !met.MayPass;
                    trouble = met;
                    for (int index = taken.Start.Value; index < taken.End.Value; index++)
                    {
                        fail(index, met);
                    }

                    return;
                }
            }
        }

        Range? Take()
        {
            int first = Interlocked.Add(ref next, size) - size;
            return first < count ? first..Math.Min(first + size, count) : null;
        }
    }
}
