using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SqsLambda.Batch.Logging;

namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// Keeps idempotency records in the memory of one process. It recognises duplicates only in that process and only while the process runs. Use it
/// for tests and on a laptop. In Lambda, several processes may run at the same time.
/// </summary>
/// <param name="expiresAfter">
/// How long a record is kept: more than zero, up to 3,650 days. Choose at least the time that the queue and its dead-letter queue keep a message.
/// </param>
/// <param name="maxRecords">
/// Maximum number of records: 1 or more. At the maximum, a new record replaces the oldest record that is completed or whose lease has ended. A
/// claim that is held is never removed.
/// </param>
/// <param name="timeProvider">The clock.</param>
/// <exception cref="ArgumentException">An argument is out of range or <see langword="null"/>.</exception>
public sealed class InMemoryIdempotencyStore(TimeSpan expiresAfter, int maxRecords, TimeProvider timeProvider) : IIdempotencyStore
{
    /// <summary>14 days: the longest time that SQS keeps a message, and the default time that a record is kept.</summary>
    public static readonly TimeSpan DefaultExpiration = TimeSpan.FromDays(14);

    /// <summary>3,650 days: the longest time that a record can be kept.</summary>
    public static readonly TimeSpan MaxExpiration = TimeSpan.FromDays(3_650);

    private readonly TimeProvider _timeProvider = timeProvider ?? throw new ArgumentNullException(nameof(timeProvider));

    private readonly long _lifetimeMs = expiresAfter > TimeSpan.Zero && expiresAfter <= MaxExpiration
        ? (long)Math.Ceiling(expiresAfter.TotalMilliseconds)
        : throw new ArgumentOutOfRangeException(nameof(expiresAfter), expiresAfter, "The value must be more than zero, up to 3,650 days.");

    private readonly int _maxRecords = maxRecords >= 1
        ? maxRecords
        : throw new ArgumentOutOfRangeException(nameof(maxRecords), maxRecords, "The value must be 1 or more.");

    private readonly Lock _lock = new();
    private readonly Dictionary<RecordKey, Record> _records = [];

    // All records in the order of their claims. If the number of an entry differs from the number of the record, the entry belongs to an earlier
    // record of the key.
    private readonly Queue<(RecordKey Key, long Number)> _byAge = new();
    private long _lastNumber;

    /// <summary>
    /// Does enlisted work (<see cref="MessageContext.EnlistWork"/>) in the moment in which its record is completed. If it throws, the record is not
    /// completed, and the message fails with the text of the exception. By default it is <see langword="null"/>, and enlisted work is refused.
    /// </summary>
    /// <remarks>It is called inside of the store's lock, so it must not wait.</remarks>
    public Action<IReadOnlyList<object>>? DoWork { get; init; }

    /// <summary>The number of records, including expired records that have not been removed yet.</summary>
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
    public int MaxSettlementsPerCall => int.MaxValue;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
        IReadOnlyList<Claim> claims, string owner, TimeSpan leaseDuration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(leaseDuration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leaseDuration, MaxExpiration);
        cancellationToken.ThrowIfCancellationRequested();

        var results = new ClaimResult[claims.Count];
        long now = NowMs();
        long leaseEndMs = now + (long)Math.Ceiling(leaseDuration.TotalMilliseconds);
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
                return new(ClaimStatus.Unavailable, Reason: $"it is full: it holds {_records.Count} claims and keeps up to {_maxRecords} records");
            }

            _records.Add(claim.Key, NewRecord(claim, owner, leaseEndMs, now));
            return new(ClaimStatus.Claimed);
        }

        if (found.ExpirationMs > now)
        {
            if (found.IsCompleted)
            {
                return new(ClaimStatus.Completed, PayloadDiffers: claim.Payload.DiffersFrom(found.Payload));
            }

            if (found.LeaseEndMs > now && found.Owner != owner)
            {
                return new(ClaimStatus.InProgress, TimeSpan.FromMilliseconds(found.LeaseEndMs - now));
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
            bool isSettled = released && settlement.Kind == SettlementKind.Release;
            return isSettled ? new(SettlementStatus.Settled)
                : new(SettlementStatus.LeaseLost, Found: settlement.Work is null || released ? null : StateOf(found, now));
        }

        if (settlement.Kind == SettlementKind.Complete)
        {
            if (settlement.Work is { } work && !found.IsCompleted && RefusalOf(work) is { } refusal)
            {
                return refusal;
            }

            found = found with { IsCompleted = true, ExpirationMs = now + _lifetimeMs };
        }
        else if (!found.IsCompleted)
        {
            _records.Remove(settlement.Key);
        }

        return new(SettlementStatus.Settled);
    }

    private static ClaimResult StateOf(Record found, long now) => found.IsCompleted
        ? new(ClaimStatus.Completed)
        : new(ClaimStatus.InProgress, TimeSpan.FromMilliseconds(Math.Max(0, found.LeaseEndMs - now)));

    private SettlementResult? RefusalOf(IReadOnlyList<object> work)
    {
        if (DoWork is null)
        {
            return new(
                SettlementStatus.Refused, "the in-memory store cannot make enlisted writes. Use a store that can, such as a DynamoDB table (IDEMPOTENCY_TABLE)");
        }

        try
        {
            DoWork(work);
            return null;
        }
        catch (Exception exception)
        {
            return new(SettlementStatus.Refused, $"{exception.GetType().Name}: {LogText.Of(exception)}");
        }
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
            (RecordKey key, long number) = _byAge.Dequeue();
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

    private long NowMs() => _timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private readonly record struct Record(
        string Owner, PayloadHash Payload, long LeaseEndMs, long ExpirationMs, long Number, bool IsCompleted);
}
