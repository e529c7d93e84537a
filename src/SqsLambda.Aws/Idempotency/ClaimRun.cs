using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>One call of the store to claim keys: create the records, read those that were there already, take over those that are free.</summary>
internal sealed class ClaimRun(IReadOnlyList<Claim> claims, ClaimTerms terms, RecordStatements statements, TableCalls calls)
{
    // A key that others claim and release between each two of our calls is theirs.
    private const int MaxRounds = 3;

    private readonly ClaimResult[] _results = new ClaimResult[claims.Count];

    public async Task<ClaimResult[]> RunAsync()
    {
        int[] open = [.. Enumerable.Range(0, claims.Count)];
        for (int round = 0; round < MaxRounds && open.Length > 0; round++)
        {
            int[] present = await WriteAsync(open, statements.Insert);
            (int[] free, int[] gone) = await ReadAsync(present);
            int[] changed = await WriteAsync(free, statements.TakeOver);
            open = [.. gone, .. changed];
        }

        foreach (int index in open)
        {
            _results[index] = new(ClaimStatus.InProgress, terms.End);
        }

        return _results;
    }

    /// <returns>The claims whose statement's condition did not hold; the others are decided.</returns>
    private async Task<int[]> WriteAsync(int[] indexes, Func<Claim, ClaimTerms, BatchStatementRequest> statement)
    {
        var left = new List<int>();
        WriteResult[] written = indexes.Length == 0 ? [] : await calls.WriteAsync(Array.ConvertAll(indexes, index => statement(claims[index], terms)));
        for (int i = 0; i < written.Length; i++)
        {
            switch (written[i])
            {
                case { Status: WriteStatus.Done }:
                    _results[indexes[i]] = new(ClaimStatus.Claimed);
                    break;
                case { Status: WriteStatus.ConditionFailed }:
                    left.Add(indexes[i]);
                    break;
                case { Trouble: var trouble }:
                    _results[indexes[i]] = trouble!.OfClaim();
                    break;
            }
        }

        return [.. left];
    }

    /// <returns>The claims whose records may be taken over, and those whose records are gone by now; the others are decided.</returns>
    private async Task<(int[] Free, int[] Gone)> ReadAsync(int[] indexes)
    {
        List<int> free = [], gone = [];
        ReadResult[] read = indexes.Length == 0 ? [] : await calls.ReadAsync(Array.ConvertAll(indexes, index => claims[index].Key));
        for (int i = 0; i < read.Length; i++)
        {
            int index = indexes[i];
            if (read[i].Trouble is { } trouble)
            {
                _results[index] = trouble.OfClaim();
            }
            else if (read[i].Record is not { } record)
            {
                gone.Add(index);
            }
            else if (Standing(record, claims[index]) is { } standing)
            {
                _results[index] = standing;
            }
            else
            {
                free.Add(index);
            }
        }

        return ([.. free], [.. gone]);
    }

    /// <summary>What a record that is there means for a claim; <see langword="null"/> if it may be taken over.</summary>
    private ClaimResult? Standing(IdempotencyRecord record, Claim claim)
    {
        if (record.ExpirationSeconds <= terms.NowInSeconds)
        {
            return null;
        }

        if (record.IsCompleted)
        {
            bool isSame = record.Payload is null || record.Payload == AttributeValues.PayloadText(claim.Payload);
            return new(isSame ? ClaimStatus.Completed : ClaimStatus.PayloadMismatch);
        }

        if (record.Owner == terms.OwnerId)
        {
            // An earlier call of ours, whose answer was lost, has made the claim.
            return record.LeaseEndMs == terms.LeaseEndInMs ? new(ClaimStatus.Claimed) : null;
        }

        return record.LeaseEndMs > terms.NowInMs
            ? new(ClaimStatus.InProgress, DateTimeOffset.FromUnixTimeMilliseconds(record.LeaseEndMs))
            : null;
    }
}
