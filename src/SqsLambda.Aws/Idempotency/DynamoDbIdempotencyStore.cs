using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>
/// Keeps idempotency records in a DynamoDB table, for all execution environments of a function. Up to 25 claims or settlements cost one
/// round trip; claims on keys that have a record already cost one more, for all of them together.
/// </summary>
/// <remarks>
/// The table has the string partition key <c>id</c>; <c>expiration</c> should be its TTL attribute. The function's role needs
/// <c>dynamodb:PartiQLInsert</c>, <c>PartiQLUpdate</c>, <c>PartiQLDelete</c> and <c>BatchGetItem</c> on it. Attributes have the names that
/// Powertools for AWS Lambda gives them, plus <c>owner</c>, which fences every settlement: a run whose lease was taken over changes nothing.
/// One instance serves many invocations, also at the same time. It never asks twice: whoever calls it knows how much time is left.
/// </remarks>
public sealed class DynamoDbIdempotencyStore : IIdempotencyStore
{
    /// <summary>The partition key of the table.</summary>
    public const string PartitionKey = RecordAttributes.Id;

    // A key that is released and claimed by others between each two of our calls is left to the next delivery.
    private const int MaxRounds = 3;

    private static readonly Trouble ChangedHands = new(MayPass: true, "the record changed hands while it was being claimed");

    private readonly IAmazonDynamoDB _client;
    private readonly string _tableName;
    private readonly TimeSpan _expiresAfter;
    private readonly TimeProvider _timeProvider;
    private readonly RecordStatements _statements;

    /// <summary>Creates a store.</summary>
    /// <param name="client">The client: one for the life of the process (<see cref="DynamoDbClientConfig"/>). It stays the caller's.</param>
    /// <param name="tableName">The name of the table: 3 to 255 of a-z, A-Z, 0-9, '_', '-' and '.'.</param>
    /// <param name="expiresAfter">
    /// For how long a message is known as done: a second or more, kept to the second. Keep it as long as SQS and its dead-letter queue keep messages.
    /// </param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="ArgumentException">An argument is missing or not allowed.</exception>
    public DynamoDbIdempotencyStore(IAmazonDynamoDB client, string tableName, TimeSpan expiresAfter, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentOutOfRangeException.ThrowIfLessThan(expiresAfter, TimeSpan.FromSeconds(1));
        ArgumentNullException.ThrowIfNull(timeProvider);
        if (!TableName.IsValid(tableName))
        {
            throw new ArgumentException($"The table name is '{tableName}': allowed are {TableName.Allowed}.", nameof(tableName));
        }

        _client = client;
        _tableName = tableName;
        _expiresAfter = expiresAfter;
        _timeProvider = timeProvider;
        _statements = new(tableName);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
        IReadOnlyList<Claim> claims, string owner, DateTimeOffset leaseEnd, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        cancellationToken.ThrowIfCancellationRequested();

        var calls = new TableCalls(_client, _tableName, cancellationToken);
        var terms = new ClaimTerms(owner, leaseEnd, _timeProvider.GetUtcNow(), _expiresAfter);
        var results = new ClaimResult[claims.Count];
        int[] open = [.. Enumerable.Range(0, claims.Count)];
        for (int round = 0; round < MaxRounds && open.Length > 0; round++)
        {
            int[] taken = await WriteAsync(open, claim => _statements.Insert(claim, terms));
            (int[] free, int[] gone) = await ReadAsync(taken);
            int[] lost = await WriteAsync(free, claim => _statements.TakeOver(claim, terms));
            open = [.. gone, .. lost];
        }

        foreach (int index in open)
        {
            results[index] = Of(ChangedHands);
        }

        calls.ThrowIfUnanswered();
        return results;

        async ValueTask<int[]> WriteAsync(int[] indexes, Func<Claim, BatchStatementRequest> statement)
        {
            if (indexes.Length == 0)
            {
                return [];
            }

            WriteResult[] written = await calls.WriteAsync(Array.ConvertAll(indexes, index => statement(claims[index])));
            var refused = new List<int>();
            for (int i = 0; i < indexes.Length; i++)
            {
                if (written[i] is { IsDone: false, Trouble: null })
                {
                    refused.Add(indexes[i]);
                }
                else
                {
                    results[indexes[i]] = written[i].Trouble is { } trouble ? Of(trouble) : new(ClaimStatus.Claimed);
                }
            }

            return [.. refused];
        }

        async ValueTask<(int[] Free, int[] Gone)> ReadAsync(int[] indexes)
        {
            if (indexes.Length == 0)
            {
                return ([], []);
            }

            List<int> free = [], gone = [];
            ReadResult[] read = await calls.ReadAsync(Array.ConvertAll(indexes, index => claims[index].Key));
            for (int i = 0; i < indexes.Length; i++)
            {
                int index = indexes[i];
                switch (read[i])
                {
                    case { Trouble: { } trouble }:
                        results[index] = Of(trouble);
                        break;
                    case { Record: null }:
                        gone.Add(index);
                        break;
                    case { Record: { } record } when Standing(record, claims[index], terms) is { } standing:
                        results[index] = standing;
                        break;
                    default:
                        free.Add(index);
                        break;
                }
            }

            return ([.. free], [.. gone]);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SettlementResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlements);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        cancellationToken.ThrowIfCancellationRequested();

        var calls = new TableCalls(_client, _tableName, cancellationToken);
        var ownerValue = new AttributeValue(owner);
        AttributeValue expiration = AttributeValues.Number((_timeProvider.GetUtcNow() + _expiresAfter).ToUnixTimeSeconds());
        var statements = new BatchStatementRequest[settlements.Count];
        for (int i = 0; i < statements.Length; i++)
        {
            Sha256Digest key = settlements[i].Key;
            statements[i] = settlements[i].Kind == SettlementKind.Complete
                ? _statements.Complete(key, ownerValue, expiration)
                : _statements.Release(key, ownerValue);
        }

        WriteResult[] written = await calls.WriteAsync(statements);
        calls.ThrowIfUnanswered();
        var results = new SettlementResult[written.Length];
        List<int>? refused = null;
        for (int i = 0; i < written.Length; i++)
        {
            if (written[i] is { IsDone: false, Trouble: null })
            {
                (refused ??= []).Add(i);
            }
            else
            {
                results[i] = written[i].Trouble is { } trouble ? SettlementOf(trouble) : new(SettlementStatus.Settled);
            }
        }

        if (refused is not null)
        {
            ReadResult[] read = await calls.ReadAsync([.. refused.Select(index => settlements[index].Key)]);
            for (int i = 0; i < read.Length; i++)
            {
                results[refused[i]] = Afterwards(read[i], settlements[refused[i]].Kind, owner);
            }
        }

        return results;
    }

    /// <summary>What a record that is there means for a claim; <see langword="null"/> if it may be taken over.</summary>
    private static ClaimResult? Standing(IdempotencyRecord record, Claim claim, ClaimTerms terms)
    {
        if (record.ExpirationSeconds <= terms.NowInSeconds)
        {
            return null;
        }

        if (record.IsCompleted)
        {
            return new(record.Payload is null || record.Payload == AttributeValues.PayloadText(claim.Payload)
                ? ClaimStatus.Completed
                : ClaimStatus.PayloadMismatch);
        }

        if (record.Owner == terms.OwnerId)
        {
            // An earlier call of ours whose answer was lost has made the claim.
            return record.LeaseEndMs == terms.LeaseEndInMs ? new(ClaimStatus.Claimed) : null;
        }

        return record.LeaseEndMs > terms.NowInMs
            ? new(ClaimStatus.InProgress, DateTimeOffset.FromUnixTimeMilliseconds(record.LeaseEndMs))
            : null;
    }

    /// <summary>A settlement whose condition did not hold may have been made before, by a call whose answer was lost.</summary>
    private static SettlementResult Afterwards(ReadResult read, SettlementKind kind, string owner) => read switch
    {
        { Trouble: { } trouble } => SettlementOf(trouble),
        { Record: null } => new(kind == SettlementKind.Release ? SettlementStatus.Settled : SettlementStatus.LeaseLost),
        { Record: { } record } => new(record.IsCompleted && record.Owner == owner ? SettlementStatus.Settled : SettlementStatus.LeaseLost),
    };

    private static ClaimResult Of(Trouble trouble) =>
        new(trouble.MayPass ? ClaimStatus.Unavailable : ClaimStatus.Refused, Reason: trouble.Reason);

    private static SettlementResult SettlementOf(Trouble trouble) =>
        new(trouble.MayPass ? SettlementStatus.Unavailable : SettlementStatus.Refused, trouble.Reason);
}
