using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Aws.Idempotency;

/// <summary>One write that a handler enlisted.</summary>
internal sealed class EnlistedWrite
{
    /// <param name="item">A write without a fault.</param>
    public EnlistedWrite(TransactWriteItem item)
    {
        Item = item;
        (Kind, Table, Attributes, IEnumerable<AttributeValue>? values) = item switch
        {
            { Put: { } put } => ("Put", put.TableName, put.Item, put.ExpressionAttributeValues?.Values),
            { Update: { } update } => ("Update", update.TableName, update.Key, update.ExpressionAttributeValues?.Values),
            { Delete: { } delete } => ("Delete", delete.TableName, delete.Key, delete.ExpressionAttributeValues?.Values),
            _ => ("ConditionCheck", item.ConditionCheck.TableName, item.ConditionCheck.Key, item.ConditionCheck.ExpressionAttributeValues?.Values),
        };
        Size = AttributeSize.Of(Attributes) + (values?.Sum(AttributeSize.Of) ?? 0);
    }

    /// <summary>Returns what is wrong with the form of a write, or <see langword="null"/>.</summary>
    public static string? FaultOf(TransactWriteItem item)
    {
        object?[] kinds = [item.Put, item.Update, item.Delete, item.ConditionCheck];
        if (kinds.Count(static kind => kind is not null) != 1)
        {
            return $"has {kinds.Count(static kind => kind is not null)} kinds: exactly one of Put, Update, Delete and ConditionCheck is allowed";
        }

        string? table = item.Put?.TableName ?? item.Update?.TableName ?? item.Delete?.TableName ?? item.ConditionCheck?.TableName;
        Dictionary<string, AttributeValue>? attributes = item.Put?.Item ?? item.Update?.Key ?? item.Delete?.Key ?? item.ConditionCheck?.Key;
        return string.IsNullOrEmpty(table) ? "has no TableName"
            : attributes is not { Count: > 0 } ? $"to table '{OneLine.Of(table)}' has no {(item.Put is null ? "Key" : "Item")}"
            : null;
    }

    public TransactWriteItem Item { get; }

    /// <summary>Put, Update, Delete or ConditionCheck.</summary>
    public string Kind { get; }

    public string Table { get; }

    /// <summary>The whole item of a put; the key of any other write.</summary>
    public Dictionary<string, AttributeValue> Attributes { get; }

    public bool IsPut => Item.Put is not null;

    /// <summary>About how many bytes the write has. The item that an update leaves may have more.</summary>
    public long Size { get; }

    public override string ToString() => $"{Kind} of table '{OneLine.Of(Table)}'";
}
