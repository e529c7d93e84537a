using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>
/// One attempt to claim keys. It creates the records, reads the records that already exist, and takes over the records that are free.
/// </summary>
internal sealed class ClaimAttempt(IReadOnlyList<Claim> claims, LeaseTerms terms, RecordStatements statements, TableCalls calls)
{
    // Another owner may create or delete a record between two calls, so the steps are repeated. After three rounds the key counts as in progress.
    private const int MaxRounds = 3;

    // A repeated claim has a shorter lease, but its lease must end at the same time as before. Rounding and processing time may cause a small
    // difference.
    private const int MaxLeaseDifferenceMs = 100;

    private readonly ClaimResult[] _results = new ClaimResult[claims.Count];

    public async Task<ClaimResult[]> RunAsync()
    {
        int[] open = [.. Enumerable.Range(0, claims.Count)];
        for (int round = 0; round < MaxRounds && open.Length > 0; round++)
        {
            int[] existing = await WriteAsync(open, statements.Insert).ConfigureAwait(false);
            (int[] free, int[] gone) = await ReadAsync(existing).ConfigureAwait(false);
            int[] changed = await WriteAsync(free, statements.TakeOver).ConfigureAwait(false);
            open = [.. gone, .. changed];
        }

        foreach (int index in open)
        {
            _results[index] = new(ClaimStatus.InProgress, terms.LeaseDuration);
        }

        return _results;
    }

    /// <returns>The claims whose condition did not hold. The other claims have a result now.</returns>
    private async Task<int[]> WriteAsync(int[] indexes, Func<Claim, LeaseTerms, BatchStatementRequest> statement)
    {
        if (indexes.Length == 0)
        {
            return [];
        }

        var open = new List<int>();
        WriteResult[] written = await calls.WriteAsync(Array.ConvertAll(indexes, index => statement(claims[index], terms))).ConfigureAwait(false);
        for (int i = 0; i < written.Length; i++)
        {
            switch (written[i])
            {
                case { Status: WriteStatus.Done }:
                    _results[indexes[i]] = new(ClaimStatus.Claimed);
                    break;
                case { Status: WriteStatus.ConditionFailed }:
                    open.Add(indexes[i]);
                    break;
                case { Error: var error }:
                    _results[indexes[i]] = error!.ToClaimResult();
                    break;
            }
        }

        return [.. open];
    }

    /// <returns>
    /// The claims whose records may be taken over, and the claims whose records no longer exist. The other claims have a result now.
    /// </returns>
    private async Task<(int[] Free, int[] Gone)> ReadAsync(int[] indexes)
    {
        if (indexes.Length == 0)
        {
            return ([], []);
        }

        List<int> free = [], gone = [];
        ReadResult[] read = await calls.ReadAsync(Array.ConvertAll(indexes, index => claims[index].Key)).ConfigureAwait(false);
        for (int i = 0; i < read.Length; i++)
        {
            int index = indexes[i];
            if (read[i].Error is { } error)
            {
                _results[index] = error.ToClaimResult();
            }
            else if (read[i].Record is not { } record)
            {
                gone.Add(index);
            }
            else if (ResultOf(record, claims[index]) is { } result)
            {
                _results[index] = result;
            }
            else
            {
                free.Add(index);
            }
        }

        return ([.. free], [.. gone]);
    }

    /// <summary>The result of a claim on an existing record; <see langword="null"/> if the record may be taken over.</summary>
    private ClaimResult? ResultOf(IdempotencyRecord record, Claim claim)
    {
        if (record.ExpirationSeconds <= terms.NowInSeconds)
        {
            return null;
        }

        if (record.IsCompleted)
        {
            return new(ClaimStatus.Completed, PayloadDiffers: claim.Payload.DiffersFrom(record.Payload));
        }

        if (record.Owner == terms.OwnerId)
        {
            // An earlier call made this claim, but its answer was lost. Both leases end at almost the same time.
            return record.LeaseEndMs >= terms.LeaseEndInMs - MaxLeaseDifferenceMs ? new(ClaimStatus.Claimed) : null;
        }

        return record.LeaseEndMs > terms.NowInMs
            ? new(ClaimStatus.InProgress, TimeSpan.FromMilliseconds(record.LeaseEndMs - terms.NowInMs))
            : null;
    }
}
