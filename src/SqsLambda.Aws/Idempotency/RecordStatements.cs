using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>
/// Creates the statements that write a record. Each statement has a condition. If the condition does not hold, DynamoDB returns an error.
/// </summary>
internal sealed class RecordStatements(string tableName)
{
    private const string Id = RecordAttributes.Id;
    private const string Status = RecordAttributes.Status;
    private const string Expiration = RecordAttributes.Expiration;
    private const string LeaseEnd = RecordAttributes.LeaseEnd;
    private const string Payload = RecordAttributes.Payload;
    private const string Owner = RecordAttributes.Owner;
    private const string InProgress = RecordAttributes.InProgress;
    private const string Completed = RecordAttributes.Completed;

    private readonly string _insert =
        $"INSERT INTO \"{tableName}\" VALUE {{'{Id}':?,'{Payload}':?,'{Owner}':?,'{LeaseEnd}':?,'{Expiration}':?,'{Status}':'{InProgress}'}}";

    private readonly string _takeOver =
        $"UPDATE \"{tableName}\" SET \"{Payload}\"=? SET \"{Owner}\"=? SET \"{LeaseEnd}\"=? SET \"{Expiration}\"=? SET \"{Status}\"='{InProgress}' " +
        $"WHERE \"{Id}\"=? AND (\"{Expiration}\"<=? OR (\"{Status}\"='{InProgress}' AND (\"{LeaseEnd}\"<=? OR \"{Owner}\"=?)))";

    private readonly string _complete =
        $"UPDATE \"{tableName}\" SET \"{Expiration}\"=? SET \"{Status}\"='{Completed}' WHERE \"{Id}\"=? AND \"{Owner}\"=?";

    private readonly string _release =
        $"DELETE FROM \"{tableName}\" WHERE \"{Id}\"=? AND \"{Owner}\"=? AND \"{Status}\"='{InProgress}'";

    /// <summary>Creates a record. If the record exists, the error is <c>DuplicateItem</c>.</summary>
    public BatchStatementRequest Insert(Claim claim, LeaseTerms terms) => new()
    {
        Statement = _insert,
        Parameters = [AttributeValues.Id(claim.Key), AttributeValues.Payload(claim.Payload), terms.Owner, terms.LeaseEnd, terms.Expiration],
    };

    /// <summary>Replaces a record that has expired, whose lease has ended or that has the same owner. Otherwise the error is <c>ConditionalCheckFailed</c>.</summary>
    public BatchStatementRequest TakeOver(Claim claim, LeaseTerms terms) => new()
    {
        Statement = _takeOver,
        Parameters =
        [
            AttributeValues.Payload(claim.Payload), terms.Owner, terms.LeaseEnd, terms.Expiration,
            AttributeValues.Id(claim.Key), terms.NowSeconds, terms.NowMs, terms.Owner,
        ],
    };

    /// <summary>Completes a record that still has this owner. Otherwise the error is <c>ConditionalCheckFailed</c>.</summary>
    public BatchStatementRequest Complete(RecordKey key, AttributeValue owner, AttributeValue expiration) =>
        new() { Statement = _complete, Parameters = [expiration, AttributeValues.Id(key), owner] };

    /// <summary>
    /// Completes a record that is in progress and still has this owner, as a part of a transaction. Otherwise the error is
    /// <c>ConditionalCheckFailed</c>, with the record.
    /// </summary>
    public TransactWriteItem CompleteInTransaction(RecordKey key, AttributeValue owner, AttributeValue expiration) => new()
    {
        Update = new()
        {
            TableName = tableName,
            Key = new() { [Id] = AttributeValues.Id(key) },
            UpdateExpression = "SET #expiration = :expiration, #status = :completed",
            ConditionExpression = "#owner = :owner AND #status = :inProgress",
            ExpressionAttributeNames = new() { ["#expiration"] = Expiration, ["#status"] = Status, ["#owner"] = Owner },
            ExpressionAttributeValues = new()
            {
                [":expiration"] = expiration,
                [":completed"] = AttributeValues.Completed,
                [":owner"] = owner,
                [":inProgress"] = AttributeValues.InProgress,
            },
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        },
    };

    /// <summary>Deletes a record that is in progress and still has this owner. Otherwise the error is <c>ConditionalCheckFailed</c>.</summary>
    public BatchStatementRequest Release(RecordKey key, AttributeValue owner) =>
        new() { Statement = _release, Parameters = [AttributeValues.Id(key), owner] };
}
