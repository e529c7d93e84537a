using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>The writes of a message, which are made in one transaction with the completion of its record.</summary>
internal sealed class EnlistedWrites
{
    // DynamoDB API Reference, TransactWriteItems. One write completes the record.
    private const int MaxWritesOfMessage = Transaction.MaxWrites - 1;

    /// <exception cref="ArgumentException">The work is not made of writes, or exceeds a limit. The message says what and what is allowed.</exception>
    public EnlistedWrites(RecordKey key, IReadOnlyList<object> work)
    {
        Key = key;
        if (work.FirstOrDefault(static item => item is not TransactWriteItem) is { } other)
        {
            throw new ArgumentException($"it contains {other.GetType().Name}: only {nameof(TransactWriteItem)} is allowed");
        }

        if (work.Count > MaxWritesOfMessage)
        {
            throw new ArgumentException($"it has {work.Count} writes: up to {MaxWritesOfMessage} are allowed");
        }

        Writes = [.. work.Select(static item => new EnlistedWrite((TransactWriteItem)item))];
        Size = Writes.Sum(static write => write.Size);
        if (Size > Transaction.MaxBytes)
        {
            throw new ArgumentException($"its writes have about {Size:N0} bytes: up to {Transaction.MaxBytes:N0} are allowed");
        }

        var keys = new KeyNames(Writes);
        if (Writes.GroupBy(keys.ItemOf).FirstOrDefault(static item => item.Key is not null && item.Count() > 1) is { } same)
        {
            throw new ArgumentException($"it writes one item {same.Count()} times ({string.Join(", ", same)}): one write for each item is allowed");
        }
    }

    public RecordKey Key { get; }

    public EnlistedWrite[] Writes { get; }

    /// <summary>How many writes the message adds to a transaction: its own, and the completion of its record.</summary>
    public int WritesWithRecord => Writes.Length + 1;

    /// <summary>About how many bytes the writes have.</summary>
    public long Size { get; }

    /// <summary>The transaction that was sent and not answered yet.</summary>
    public Transaction? Unanswered { get; set; }
}
