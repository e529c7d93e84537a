using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>
/// Makes the enlisted writes of some messages, together with the completions of their records, in as few transactions as possible. The failure of one
/// message does not affect the others: if DynamoDB cancels a transaction, the messages that did not cause it are settled without those that did.
/// </summary>
/// <param name="messages">The messages.</param>
/// <param name="statements">Creates the writes that complete the records.</param>
/// <param name="terms">The owner, and when the records expire.</param>
/// <param name="calls">Makes the calls.</param>
/// <param name="nextNumber">Returns a number that no other transaction of the owner has.</param>
internal sealed class TransactionRun(
    IReadOnlyList<TransactionMember> messages, RecordStatements statements, CompletionTerms terms, TableCalls calls, Func<long> nextNumber)
{
    private readonly Dictionary<TransactionMember, int> _places = messages.Index().ToDictionary(static place => place.Item, static place => place.Index);
    private readonly SettlementResult?[] _results = new SettlementResult?[messages.Count];
    private readonly Lock _lock = new();
    private Task<TableError?> _alone = Task.FromResult<TableError?>(null);

    /// <returns>One result for each message, in the same order.</returns>
    public async Task<SettlementResult[]> RunAsync()
    {
        List<Transaction> unanswered = Unanswered();
        TableError? error = await RunWaveAsync(unanswered).ConfigureAwait(false);
        TransactionMember[] others = [.. messages.Except(unanswered.SelectMany(static transaction => transaction.Members))];
        foreach (List<List<TransactionMember>> wave in TransactionPlan.Of(others))
        {
            // If DynamoDB does not answer, further waves would only wait for it, too.
            error ??= await RunWaveAsync(wave.ConvertAll(NewTransaction)).ConfigureAwait(false);
        }

        return Array.ConvertAll(_results, result => result ?? error!.ToSettlementResult());
    }

    /// <summary>The transactions that can be repeated as they were, because all of their messages are here again.</summary>
    private List<Transaction> Unanswered() =>
    [
        .. messages.Select(static message => message.Unanswered).OfType<Transaction>().Distinct().Where(
            transaction => transaction.Members.All(member => _places.ContainsKey(member) && member.Unanswered == transaction)),
    ];

    private Transaction NewTransaction(IReadOnlyList<TransactionMember> members) => new(members, statements, terms, nextNumber());

    /// <returns>Why some transactions have no answer; <see langword="null"/> if all have one.</returns>
    private async Task<TableError?> RunWaveAsync(List<Transaction> transactions)
    {
        TableError? failure = null;
        if (transactions.Count > 0)
        {
            await BoundedCalls.RunAsync(
                BoundedCalls.Chunks(transactions.Count, 1),
                range => RunAsync(transactions[range.Start.Value]),
                (_, error) => failure = error).ConfigureAwait(false);
        }

        return failure;
    }

    /// <returns>Why the transaction has no answer, or <see langword="null"/>.</returns>
    private async Task<TableError?> RunAsync(Transaction transaction)
    {
        while (true)
        {
            IReadOnlyList<TransactionMember> members = transaction.Members;
            TransactionAnswer answer = await calls.TransactAsync(transaction).ConfigureAwait(false);
            if (answer.Error is { IsRefusal: false } failure)
            {
                return failure;
            }

            IReadOnlyList<TransactionMember> blameless = answer switch
            {
                { Error: { } error } => members.Count > 1 ? members : Answer(members, Named(error, members[0]).ToSettlementResult()),
                { Reasons: { } reasons } => Blame(members, new(reasons, terms, calls.Place)),
                _ => Answer(members, new(SettlementStatus.Settled)),
            };
            if (blameless.Count == 0)
            {
                return null;
            }

            if (blameless.Count == members.Count)
            {
                return await RunEachAloneAsync(members).ConfigureAwait(false);
            }

            transaction = NewTransaction(blameless);
        }
    }

    /// <summary>
    /// Finds the messages whose writes DynamoDB refuses without saying which. One message at a time, also of other transactions: they may write the same
    /// item.
    /// </summary>
    private Task<TableError?> RunEachAloneAsync(IReadOnlyList<TransactionMember> members)
    {
        lock (_lock)
        {
            return _alone = RunEachAloneAsync(members, after: _alone);
        }
    }

    private async Task<TableError?> RunEachAloneAsync(IReadOnlyList<TransactionMember> members, Task<TableError?> after)
    {
        TableError? failure = await after.ConfigureAwait(false);
        foreach (TransactionMember member in members)
        {
            failure ??= await RunAsync(NewTransaction([member])).ConfigureAwait(false);
        }

        return failure;
    }

    /// <summary>Without a reason for each write, all writes of the message may be the cause.</summary>
    private static TableError Named(TableError error, TransactionMember message) =>
        error with { Reason = $"{error.Reason}; its writes: {string.Join(", ", message.Writes.Select(static (write, index) => $"{index + 1} {write}"))}" };

    private TransactionMember[] Answer(IReadOnlyList<TransactionMember> members, SettlementResult result)
    {
        foreach (TransactionMember member in members)
        {
            _results[_places[member]] = result;
        }

        return [];
    }

    /// <returns>The messages that did not cause the cancellation.</returns>
    private List<TransactionMember> Blame(IReadOnlyList<TransactionMember> members, TransactionCancellation cancellation)
    {
        var blameless = new List<TransactionMember>(members.Count);
        int first = 0;
        foreach (TransactionMember member in members)
        {
            if (cancellation.ResultOf(member, first, isAlone: members.Count == 1) is { } result)
            {
                _results[_places[member]] = result;
            }
            else
            {
                blameless.Add(member);
            }

            first += member.WritesWithRecord;
        }

        return blameless;
    }
}
