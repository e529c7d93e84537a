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
/// <para>
/// Whether a lease has ended is told by the clock of whoever wants to take over. A clock that is ahead takes over early by as much. That
/// harms no handler that honours its token, as long as it is less than what the engine stops before the lease ends: the smaller of 1 s and
/// a tenth of the invocation's time. A handler that goes on may run beside the next one; what it settles then changes nothing. To wait
/// beyond the end of a lease would delay every take-over by as much, and only move the difference at which that happens.
/// </para>
/// </remarks>
public sealed class DynamoDbIdempotencyStore : IIdempotencyStore
{
    /// <summary>The partition key of the table.</summary>
    public const string PartitionKey = RecordAttributes.Id;

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
    /// <param name="timeProvider">The clock of the records and of the calls' time-outs.</param>
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

    /// <summary>25: that many statements go with one call.</summary>
    public int BatchSize => TableCalls.MaxStatements;

    /// <inheritdoc/>
    /// <exception cref="IdempotencyTableException">Not one call was answered.</exception>
    public async ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
        IReadOnlyList<Claim> claims, string owner, DateTimeOffset leaseEnd, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        cancellationToken.ThrowIfCancellationRequested();

        var calls = new TableCalls(_client, _tableName, _timeProvider, cancellationToken);
        var terms = new ClaimTerms(owner, leaseEnd, _timeProvider.GetUtcNow(), _expiresAfter);
        ClaimResult[] results = await new ClaimRun(claims, terms, _statements, calls).RunAsync();
        calls.ThrowIfUnanswered();
        return results;
    }

    /// <inheritdoc/>
    /// <exception cref="IdempotencyTableException">Not one call was answered.</exception>
    public async ValueTask<IReadOnlyList<SettlementResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlements);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        cancellationToken.ThrowIfCancellationRequested();

        var calls = new TableCalls(_client, _tableName, _timeProvider, cancellationToken);
        WriteResult[] written = await calls.WriteAsync(Statements(settlements, owner));
        var results = new SettlementResult[written.Length];
        List<int>? refused = null;
        for (int i = 0; i < written.Length; i++)
        {
            switch (written[i])
            {
                case { Status: WriteStatus.Done }:
                    results[i] = new(SettlementStatus.Settled);
                    break;
                case { Status: WriteStatus.ConditionFailed }:
                    (refused ??= []).Add(i);
                    break;
                case { Trouble: var trouble }:
                    results[i] = trouble!.OfSettlement();
                    break;
            }
        }

        if (refused is not null)
        {
            ReadResult[] read = await calls.ReadAsync([.. refused.Select(index => settlements[index].Key)]);
            for (int i = 0; i < read.Length; i++)
            {
                results[refused[i]] = Standing(read[i], settlements[refused[i]].Kind, owner);
            }
        }

        calls.ThrowIfUnanswered();
        return results;
    }

    private BatchStatementRequest[] Statements(IReadOnlyList<Settlement> settlements, string owner)
    {
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

        return statements;
    }

    /// <summary>A settlement whose condition did not hold may have been made before, by a call whose answer was lost.</summary>
    private static SettlementResult Standing(ReadResult read, SettlementKind kind, string owner) => read switch
    {
        { Trouble: { } trouble } => trouble.OfSettlement(),
        { Record: null } => new(kind == SettlementKind.Release ? SettlementStatus.Settled : SettlementStatus.LeaseLost),
        { Record: var record } => new(record.IsCompleted && record.Owner == owner ? SettlementStatus.Settled : SettlementStatus.LeaseLost),
    };
}
