using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Aws.Idempotency;

/// <summary>One write that a handler enlisted.</summary>
internal sealed class EnlistedWrite
{
    /// <exception cref="ArgumentNullException"><paramref name="item"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The write is empty, or has several kinds, no table or no key.</exception>
    public EnlistedWrite(TransactWriteItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Item = item;
        (Kind, Table, Attributes, IEnumerable<AttributeValue>? values) = item switch
        {
            { Put: { } put, Update: null, Delete: null, ConditionCheck: null } =>
                ("Put", put.TableName, put.Item, put.ExpressionAttributeValues?.Values),
            { Put: null, Update: { } update, Delete: null, ConditionCheck: null } =>
                ("Update", update.TableName, update.Key, update.ExpressionAttributeValues?.Values),
            { Put: null, Update: null, Delete: { } delete, ConditionCheck: null } =>
                ("Delete", delete.TableName, delete.Key, delete.ExpressionAttributeValues?.Values),
            { Put: null, Update: null, Delete: null, ConditionCheck: { } check } =>
                ("ConditionCheck", check.TableName, check.Key, check.ExpressionAttributeValues?.Values),
            _ => throw new ArgumentException("A write needs exactly one of Put, Update, Delete and ConditionCheck.", nameof(item)),
        };
        if (string.IsNullOrEmpty(Table))
        {
            throw new ArgumentException($"The {Kind} has no TableName.", nameof(item));
        }

        if (Attributes is not { Count: > 0 })
        {
            throw new ArgumentException($"The {Kind} of table '{Table}' has no {(IsPut ? "Item" : "Key")}.", nameof(item));
        }

        Size = AttributeSize.Of(Attributes) + (values?.Sum(AttributeSize.Of) ?? 0);
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
