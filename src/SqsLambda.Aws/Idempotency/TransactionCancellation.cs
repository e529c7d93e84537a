using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>
/// Why DynamoDB cancelled a transaction: one reason for each write, in the order of the writes. (DynamoDB API Reference, TransactWriteItems,
/// CancellationReasons.)
/// </summary>
/// <param name="reasons">The reasons.</param>
/// <param name="terms">The owner of the records, and the time.</param>
/// <param name="place">The region or the endpoint, for error texts.</param>
internal sealed class TransactionCancellation(IReadOnlyList<CancellationReason> reasons, CompletionTerms terms, string place)
{
    private const string ConditionFailed = "ConditionalCheckFailed";

    /// <summary>The result of a message that the transaction was cancelled for; <see langword="null"/> if it was not cancelled for this message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="first">The place of its first write, which completes its record.</param>
    /// <param name="isAlone">Whether no other message can be the cause.</param>
    public SettlementResult? ResultOf(TransactionMember message, int first, bool isAlone)
    {
        if (reasons.ElementAtOrDefault(first) is { Code: ConditionFailed } ofRecord)
        {
            return ResultOfRecord(ofRecord.Item);
        }

        SettlementResult? result = null;
        for (int i = 0; i < message.WritesWithRecord; i++)
        {
            if (reasons.ElementAtOrDefault(first + i) is { Code: not (null or "" or "None") } reason)
            {
                bool isRefusal = IsRefusal(reason);
                if (isRefusal || result is null)
                {
                    result = new(
                        isRefusal ? SettlementStatus.Refused : SettlementStatus.Unavailable,
                        $"{Name(message, i)} {place} failed: {reason.Code}: {OneLine.Of(reason.Message)}");
                }

                // With a conflict on its record, an earlier transaction of the message may be under way. If that one is made, the conditions of the writes
                // do not hold any more, which is no failure.
                if (i == 0 || isRefusal)
                {
                    return result;
                }
            }
        }

        return result ?? (isAlone ? new(SettlementStatus.Unavailable, $"the transaction {place} was cancelled without a reason") : null);
    }

    private static bool IsRefusal(CancellationReason reason) =>
        reason.Code is ConditionFailed or "ValidationError" or "ItemCollectionSizeLimitExceeded";

    private static string Name(TransactionMember message, int index) => index == 0
        ? "the completion of its record"
        : $"write {index} of {message.Writes.Length}, {message.Writes[index - 1]},";

    // The record is completed if an earlier transaction was made and its answer was lost.
    private SettlementResult ResultOfRecord(Dictionary<string, AttributeValue>? item)
    {
        if (item is not { Count: > 0 })
        {
            return new(SettlementStatus.LeaseLost);
        }

        IdempotencyRecord record = IdempotencyRecord.Of(item);
        return record switch
        {
            { IsCompleted: true } when record.Owner == terms.OwnerId => new(SettlementStatus.Settled),
            { IsCompleted: true } => new(SettlementStatus.LeaseLost, Found: new(ClaimStatus.Completed)),
            _ => new(SettlementStatus.LeaseLost, Found: new(
                ClaimStatus.InProgress, TimeSpan.FromMilliseconds(Math.Max(0, record.LeaseEndMs - terms.Now.ToUnixTimeMilliseconds())))),
        };
    }
}
