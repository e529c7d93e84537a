using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Aws.Idempotency;

/// <summary>
/// One transaction: it completes the records of some messages and makes their enlisted writes. If its answer is lost, the same request is made again.
/// DynamoDB knows it by its token for ten minutes. After that, the condition on the owner and the status of each record protects. (DynamoDB API
/// Reference, TransactWriteItems, ClientRequestToken.)
/// </summary>
internal sealed class Transaction
{
    /// <summary>The maximum number of writes. (DynamoDB API Reference, TransactWriteItems.)</summary>
    public const int MaxWrites = 100;

    /// <summary>The maximum size of all items together: 4 MB. (DynamoDB API Reference, TransactWriteItems.)</summary>
    public const long MaxBytes = 4 * 1_024 * 1_024;

    private const int TokenLength = 32;

    /// <param name="members">The messages.</param>
    /// <param name="statements">Creates the writes that complete the records.</param>
    /// <param name="terms">The owner, and when the records expire.</param>
    /// <param name="number">A number that no other transaction of the owner with the same messages has.</param>
    public Transaction(IReadOnlyList<TransactionMember> members, RecordStatements statements, CompletionTerms terms, long number)
    {
        Members = members;
        Request = new()
        {
            ClientRequestToken = NewToken(members, terms.OwnerId, number),
            TransactItems =
            [
                .. members.SelectMany(member => member.Writes
                    .Select(static write => write.Item)
                    .Prepend(statements.CompleteInTransaction(member.Key, terms.Owner, terms.Expiration))),
            ],
        };
    }

    public IReadOnlyList<TransactionMember> Members { get; }

    public TransactWriteItemsRequest Request { get; }

    // A token must not be that of another transaction of the account in the last ten minutes. The owner is the id of an invocation.
    private static string NewToken(IEnumerable<TransactionMember> members, string owner, long number)
    {
        string name = string.Join('#', members.Select(static member => member.Key.Id).Append(owner).Append(number.ToString(CultureInfo.InvariantCulture)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..TokenLength];
    }

    /// <summary>Lets its messages remember it until it is answered, so that it can be repeated as it is.</summary>
    public void Remember() => SetUnanswered(this);

    /// <summary>It is answered.</summary>
    public void Forget() => SetUnanswered(null);

    /// <summary>The tables of the writes, for error texts.</summary>
    public IEnumerable<string> Tables =>
        Members.SelectMany(static member => member.Writes).Select(static write => write.Table).Distinct(StringComparer.Ordinal);

    private void SetUnanswered(Transaction? transaction)
    {
        foreach (TransactionMember member in Members)
        {
            member.Unanswered = transaction;
        }
    }
}
