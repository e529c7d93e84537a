using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// Keeps idempotency records in the memory of one process. It protects from duplicates within that process, for as long as it lives:
/// right for tests and a laptop, not for a function of which Lambda runs several.
/// </summary>
/// <param name="expiresAfter">For how long a record is kept: more than zero. Keep it as long as SQS and its dead-letter queue keep messages.</param>
/// <param name="maxRecords">
/// How many records are kept: 1 or more. When there are more, the oldest completed ones are forgotten; a claim that is held never is.
/// </param>
/// <param name="timeProvider">The clock.</param>
public sealed class InMemoryIdempotencyStore(TimeSpan expiresAfter, int maxRecords, TimeProvider timeProvider) : IIdempotencyStore
{
    /// <summary>The longest that SQS keeps a message, and the default for how long a record is kept.</summary>
    public static readonly TimeSpan DefaultExpiration = TimeSpan.FromDays(14);

    private readonly long _lifetimeMs = expiresAfter > TimeSpan.Zero
        ? (long)expiresAfter.TotalMilliseconds
        : throw new ArgumentOutOfRangeException(nameof(expiresAfter), expiresAfter, "A record must be kept for more than zero time.");

    private readonly int _maxRecords = maxRecords >= 1
        ? maxRecords
        : throw new ArgumentOutOfRangeException(nameof(maxRecords), maxRecords, "At least 1 record must be kept.");

    private readonly Lock _lock = new();
    private readonly Dictionary<Sha256Digest, Record> _records = [];

    // Every record once, in the order of its claim. An entry whose number is not its record's is left over from a record since replaced.
    private readonly Queue<(Sha256Digest Key, long Number)> _byAge = new();
    private long _lastNumber;

    /// <summary>How many records are kept, the expired ones that nobody has asked for since included.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _records.Count;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
        IReadOnlyList<Claim> claims, string owner, DateTimeOffset leaseEnd, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        cancellationToken.ThrowIfCancellationRequested();

        var results = new ClaimResult[claims.Count];
        long now = NowMs();
        long leaseEndMs = leaseEnd.ToUnixTimeMilliseconds();
        lock (_lock)
        {
            for (int i = 0; i < results.Length; i++)
            {
                results[i] = ClaimOne(claims[i], owner, leaseEndMs, now);
            }
        }

        return new(results);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SettlementResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlements);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        cancellationToken.ThrowIfCancellationRequested();

        var results = new SettlementResult[settlements.Count];
        long now = NowMs();
        lock (_lock)
        {
            for (int i = 0; i < results.Length; i++)
            {
                results[i] = SettleOne(settlements[i], owner, now);
            }
        }

        return new(results);
    }

    private ClaimResult ClaimOne(Claim claim, string owner, long leaseEndMs, long now)
    {
        ref Record found = ref CollectionsMarshal.GetValueRefOrNullRef(_records, claim.Key);
        if (Unsafe.IsNullRef(ref found))
        {
            if (_records.Count >= _maxRecords && !ForgetOldest(now))
            {
                return new(ClaimStatus.Unavailable, Reason: $"it holds {_records.Count} claims, and may keep {_maxRecords} records");
            }

            _records.Add(claim.Key, NewRecord(claim, owner, leaseEndMs, now));
            return new(ClaimStatus.Claimed);
        }

        if (found.ExpirationMs > now)
        {
            if (found.IsCompleted)
            {
                return new(found.Payload == claim.Payload ? ClaimStatus.Completed : ClaimStatus.PayloadMismatch);
            }

            if (found.LeaseEndMs > now && found.Owner != owner)
            {
                return new(ClaimStatus.InProgress, DateTimeOffset.FromUnixTimeMilliseconds(found.LeaseEndMs));
            }
        }

        found = NewRecord(claim, owner, leaseEndMs, now);
        return new(ClaimStatus.Claimed);
    }

    private SettlementResult SettleOne(Settlement settlement, string owner, long now)
    {
        ref Record found = ref CollectionsMarshal.GetValueRefOrNullRef(_records, settlement.Key);
        bool released = Unsafe.IsNullRef(ref found);
        if (released || found.Owner != owner)
        {
            return new(released && settlement.Kind == SettlementKind.Release ? SettlementStatus.Settled : SettlementStatus.LeaseLost);
        }

        if (settlement.Kind == SettlementKind.Complete)
        {
            found = found with { IsCompleted = true, ExpirationMs = now + _lifetimeMs };
        }
        else if (!found.IsCompleted)
        {
            _records.Remove(settlement.Key);
        }

        return new(SettlementStatus.Settled);
    }

    private Record NewRecord(Claim claim, string owner, long leaseEndMs, long now)
    {
        if (_byAge.Count > 2 * (long)_maxRecords)
        {
            DropLeftovers();
        }

        _byAge.Enqueue((claim.Key, ++_lastNumber));
        return new(owner, claim.Payload, leaseEndMs, Math.Max(now + _lifetimeMs, leaseEndMs), _lastNumber, IsCompleted: false);
    }

    private bool ForgetOldest(long now)
    {
        for (int left = _byAge.Count; left > 0; left--)
        {
            (Sha256Digest key, long number) = _byAge.Dequeue();
            if (!_records.TryGetValue(key, out Record record) || record.Number != number)
            {
                continue;
            }

            if (record.IsCompleted || record.LeaseEndMs <= now)
            {
                _records.Remove(key);
                return true;
            }

            _byAge.Enqueue((key, number));
        }

        return false;
    }

    private void DropLeftovers()
    {
        for (int left = _byAge.Count; left > 0; left--)
        {
            var entry = _byAge.Dequeue();
            if (_records.TryGetValue(entry.Key, out Record record) && record.Number == entry.Number)
            {
                _byAge.Enqueue(entry);
            }
        }
    }

    private long NowMs() => timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private readonly record struct Record(
        string Owner, UInt128 Payload, long LeaseEndMs, long ExpirationMs, long Number, bool IsCompleted);
}
