using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>Keeps idempotency records in a DynamoDB table that all execution environments of a function share.</summary>
/// <remarks>
/// <para>
/// The table has the string partition key <c>id</c>. Make <c>expiration</c> its TTL attribute. The function's role needs
/// <c>dynamodb:PartiQLInsert</c>, <c>dynamodb:PartiQLUpdate</c>, <c>dynamodb:PartiQLDelete</c> and <c>dynamodb:BatchGetItem</c> on the table, and for
/// enlisted writes (<see cref="MessageContextExtensions.Enlist"/>) <c>dynamodb:UpdateItem</c>. The attributes have the names that Powertools for AWS Lambda uses. The additional attribute <c>owner</c> protects the record: an owner whose claim
/// was taken over cannot change it.
/// </para>
/// <para>
/// One round trip claims or settles up to 25 keys. Keys that already have a record need one more round trip, together. The store does not retry,
/// because its caller knows how much time is left. One instance serves concurrent invocations.
/// </para>
/// <para>
/// The clock of the new owner decides whether a lease has ended. If that clock is ahead, the new owner takes over early by the difference.
/// The engine stops handlers before their lease ends: by a tenth of the invocation's time, but at most 1 s. A smaller clock difference is
/// harmless. With a larger one, a handler that is still running may overlap with the next run, but it cannot settle the record any more.
/// </para>
/// </remarks>
public sealed class DynamoDbIdempotencyStore : IIdempotencyStore
{
    /// <summary>The partition key of the table.</summary>
    public const string PartitionKey = RecordAttributes.Id;

    private static readonly TimeSpan MinExpiration = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxExpiration = TimeSpan.FromDays(3_650);

    private readonly IAmazonDynamoDB _client;
    private readonly string _tableName;
    private readonly TimeSpan _expiresAfter;
    private readonly TimeProvider _timeProvider;
    private readonly RecordStatements _statements;

    // The work of a message is checked once, and remembers a transaction whose answer is unknown.
    private readonly ConditionalWeakTable<object, TransactionMember> _enlisted = [];

    private long _lastTransaction;

    /// <summary>Creates a store.</summary>
    /// <param name="client">The client. Share one for the life of the process (<see cref="DynamoDbClientConfig"/>). The store does not dispose it.</param>
    /// <param name="tableName">The name of the table: 3 to 255 of a-z, A-Z, 0-9, '_', '-' and '.'.</param>
    /// <param name="expiresAfter">
    /// How long a processed message is remembered: 1 second to 3,650 days, in whole seconds. Choose at least the time that the queue and its
    /// dead-letter queue keep a message.
    /// </param>
    /// <param name="timeProvider">The clock for the records and for the timeouts of calls.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="timeProvider"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The table name is not valid.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="expiresAfter"/> is out of range.</exception>
    public DynamoDbIdempotencyStore(IAmazonDynamoDB client, string tableName, TimeSpan expiresAfter, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(timeProvider);
        if (!TableName.IsValid(tableName))
        {
            throw new ArgumentException($"The table name is '{OneLine.Of(tableName)}': allowed are {TableName.Allowed}.", nameof(tableName));
        }

        if (expiresAfter < MinExpiration || expiresAfter > MaxExpiration)
        {
            throw new ArgumentOutOfRangeException(nameof(expiresAfter), expiresAfter, "The value must be from 1 second to 3,650 days.");
        }

        _client = client;
        _tableName = tableName;
        _expiresAfter = expiresAfter;
        _timeProvider = timeProvider;
        _statements = new(tableName);
    }

    /// <summary>Always: the work is DynamoDB writes (<see cref="MessageContextExtensions.Enlist"/>).</summary>
    public bool CanDoWork => true;

    /// <summary>25: the maximum number of statements in one call.</summary>
    public int MaxSettlementsPerCall => TableCalls.MaxStatements;

    /// <inheritdoc/>
    /// <exception cref="IdempotencyTableException">The table answered none of the calls.</exception>
    public async ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
        IReadOnlyList<Claim> claims, string owner, TimeSpan leaseDuration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(leaseDuration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leaseDuration, MaxExpiration);
        cancellationToken.ThrowIfCancellationRequested();

        var calls = new TableCalls(_client, _tableName, _timeProvider, cancellationToken);
        var terms = new LeaseTerms(owner, leaseDuration, _timeProvider.GetUtcNow(), _expiresAfter);
        ClaimResult[] results = await new ClaimAttempt(claims, terms, _statements, calls).RunAsync().ConfigureAwait(false);
        calls.ThrowIfUnanswered();
        return results;
    }

    /// <inheritdoc/>
    /// <exception cref="IdempotencyTableException">The table answered none of the calls.</exception>
    public async ValueTask<IReadOnlyList<SettlementResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlements);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        cancellationToken.ThrowIfCancellationRequested();

        var calls = new TableCalls(_client, _tableName, _timeProvider, cancellationToken);
        var terms = new CompletionTerms(owner, _timeProvider.GetUtcNow(), _expiresAfter);
        SettlementResult[] results = settlements.Any(static settlement => settlement.Work is not null)
            ? await SettleWithWorkAsync(settlements, terms, calls).ConfigureAwait(false)
            : await SettleAsync(settlements, terms, calls).ConfigureAwait(false);
        calls.ThrowIfUnanswered();
        return results;
    }

    /// <summary>Makes the settlements with work in transactions, and the others with statements, at the same time.</summary>
    private async Task<SettlementResult[]> SettleWithWorkAsync(IReadOnlyList<Settlement> settlements, CompletionTerms terms, TableCalls calls)
    {
        var results = new SettlementResult[settlements.Count];
        List<int> plain = [], withWork = [];
        List<TransactionMember> messages = [];
        for (int i = 0; i < results.Length; i++)
        {
            if (settlements[i].Work is not { } work)
            {
                plain.Add(i);
                continue;
            }

            try
            {
                messages.Add(_enlisted.GetValue(work, work => new(settlements[i].Key, (IReadOnlyList<object>)work)));
                withWork.Add(i);
            }
            catch (Exception exception)
            {
                // What is wrong with the writes of one message, for example a stream that is closed, must not fail the others.
                results[i] = new(SettlementStatus.Refused, exception is ArgumentException ? exception.Message : $"{exception.GetType().Name}: {OneLine.Of(exception.Message)}");
            }
        }

        Task<SettlementResult[]> plainResults = SettleAsync([.. plain.Select(index => settlements[index])], terms, calls);
        var run = new TransactionRun(messages, _statements, terms, calls, () => Interlocked.Increment(ref _lastTransaction));
        Place(await run.RunAsync().ConfigureAwait(false), withWork, results);
        Place(await plainResults.ConfigureAwait(false), plain, results);
        return results;
    }

    private static void Place(SettlementResult[] some, List<int> places, SettlementResult[] all)
    {
        for (int i = 0; i < some.Length; i++)
        {
            all[places[i]] = some[i];
        }
    }

    private async Task<SettlementResult[]> SettleAsync(IReadOnlyList<Settlement> settlements, CompletionTerms terms, TableCalls calls)
    {
        if (settlements.Count == 0)
        {
            return [];
        }

        WriteResult[] written = await calls.WriteAsync(Statements(settlements, terms)).ConfigureAwait(false);
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
                case { Error: var error }:
                    results[i] = error!.ToSettlementResult();
                    break;
            }
        }

        if (refused is not null)
        {
            ReadResult[] read = await calls.ReadAsync([.. refused.Select(index => settlements[index].Key)]).ConfigureAwait(false);
            for (int i = 0; i < read.Length; i++)
            {
                results[refused[i]] = ResultOf(read[i], settlements[refused[i]].Kind, terms.OwnerId);
            }
        }

        return results;
    }

    private BatchStatementRequest[] Statements(IReadOnlyList<Settlement> settlements, CompletionTerms terms)
    {
        var statements = new BatchStatementRequest[settlements.Count];
        for (int i = 0; i < statements.Length; i++)
        {
            RecordKey key = settlements[i].Key;
            statements[i] = settlements[i].Kind == SettlementKind.Complete
                ? _statements.Complete(key, terms.Owner, terms.Expiration)
                : _statements.Release(key, terms.Owner);
        }

        return statements;
    }

    // If the condition did not hold, an earlier call may have settled the record and its answer may have been lost.
    private static SettlementResult ResultOf(ReadResult read, SettlementKind kind, string owner) => read switch
    {
        { Error: { } error } => error.ToSettlementResult(),
        { Record: null } => new(kind == SettlementKind.Release ? SettlementStatus.Settled : SettlementStatus.LeaseLost),
        { Record: var record } => new(record.IsCompleted && record.Owner == owner ? SettlementStatus.Settled : SettlementStatus.LeaseLost),
    };
}
