using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>A message of a transaction: its writes are made together with the completion of its record.</summary>
internal sealed class TransactionMember
{
    // DynamoDB API Reference, TransactWriteItems. One write completes the record.
    private const int MaxWritesOfMessage = Transaction.MaxWrites - 1;

    /// <exception cref="ArgumentException">The work is not made of writes, or exceeds a limit. The message says what and what is allowed.</exception>
    public TransactionMember(RecordKey key, IReadOnlyList<object> work)
    {
        if (FaultOf(work) is { } fault)
        {
            throw new ArgumentException(fault);
        }

        Key = key;
        Writes = [.. work.Select(static item => new EnlistedWrite((TransactWriteItem)item))];
        Size = Writes.Sum(static write => write.Size);
    }

    public RecordKey Key { get; }

    public EnlistedWrite[] Writes { get; }

    /// <summary>How many writes the message adds to a transaction: its own, and the completion of its record.</summary>
    public int WritesWithRecord => Writes.Length + 1;

    /// <summary>About how many bytes the writes have.</summary>
    public long Size { get; }

    /// <summary>The transaction that was sent and not answered yet.</summary>
    public Transaction? Unanswered { get; set; }

    /// <summary>Returns why the work of a message cannot be done, or <see langword="null"/>.</summary>
    public static string? FaultOf(IReadOnlyList<object> work)
    {
        if (work.Count > MaxWritesOfMessage)
        {
            return $"it has {work.Count} writes: up to {MaxWritesOfMessage} are allowed";
        }

        var writes = new EnlistedWrite[work.Count];
        for (int i = 0; i < writes.Length; i++)
        {
            if (work[i] is not TransactWriteItem item)
            {
                return $"it contains {work[i]?.GetType().Name ?? "null"}: only {nameof(TransactWriteItem)} is allowed";
            }

            if (EnlistedWrite.FaultOf(item) is { } fault)
            {
                return $"write {i + 1} of {work.Count} {fault}";
            }

            writes[i] = new(item);
        }

        long size = writes.Sum(static write => write.Size);
        return size > Transaction.MaxBytes ? $"its writes have about {size:N0} bytes: up to {Transaction.MaxBytes:N0} are allowed" : SameItem(writes);
    }

    private static string? SameItem(EnlistedWrite[] writes)
    {
        var items = new ItemIdentity(writes);
        return writes.Index().GroupBy(write => items.Of(write.Item)).FirstOrDefault(static item => item.Key is not null && item.Count() > 1) is { } same
            ? $"it writes one item more than once ({string.Join(", ", same.Select(static write => $"write {write.Index + 1}: {write.Item}"))}): "
                + "at most one write for each item is allowed"
            : null;
    }
}
