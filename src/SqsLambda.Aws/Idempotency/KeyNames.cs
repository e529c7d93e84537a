using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Aws.Idempotency;

/// <summary>
/// Tells whether two writes are of one item, which DynamoDB refuses in one transaction. The names of a table's key attributes are known from the writes
/// that have a key. Without such a write, puts of the table count as different, and DynamoDB decides.
/// </summary>
internal sealed class KeyNames
{
    private readonly Dictionary<string, string[]> _ofTables = new(StringComparer.Ordinal);

    public KeyNames(IEnumerable<EnlistedWrite> writes)
    {
        foreach (EnlistedWrite write in writes)
        {
            if (!write.IsPut)
            {
                _ofTables[write.Table] = [.. write.Attributes.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Returns a text that is equal for writes of one item; <see langword="null"/> if the item is not known.</summary>
    public string? ItemOf(EnlistedWrite write) => _ofTables.TryGetValue(write.Table, out string[]? names)
        ? string.Join('\n', names.Select(name => $"{name}={TextOf(write.Attributes.GetValueOrDefault(name))}").Prepend(write.Table))
        : null;

    private static string TextOf(AttributeValue? value) => value switch
    {
        { S: { } text } => $"S {text}",
        { N: { } number } => $"N {number}",
        { B: { } bytes } => $"B {Convert.ToBase64String(bytes.ToArray())}",
        _ => "",
    };
}
