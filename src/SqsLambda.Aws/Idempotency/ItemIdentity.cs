using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Aws.Idempotency;

/// <summary>
/// Tells whether two writes are of one item, which DynamoDB refuses in one transaction. The names of a table's key attributes are known from the writes
/// that have a key. Without such a write, puts of the table count as different, and DynamoDB decides.
/// </summary>
internal sealed class ItemIdentity
{
    private static readonly string[] Unknown = [];

    private readonly Dictionary<string, string[]> _ofTables = new(StringComparer.Ordinal);

    public ItemIdentity(IEnumerable<EnlistedWrite> writes)
    {
        foreach (EnlistedWrite write in writes.Where(static write => !write.IsPut))
        {
            string[] names = NamesOf(write);
            // Two writes whose keys have other names: one of them is wrong.
            _ofTables[write.Table] = !_ofTables.TryGetValue(write.Table, out string[]? known) || known.AsSpan().SequenceEqual(names) ? names : Unknown;
        }
    }

    /// <summary>Returns a text that is equal for writes of one item; <see langword="null"/> if the item is not known.</summary>
    public string? Of(EnlistedWrite write)
    {
        string[] names = write.IsPut ? _ofTables.GetValueOrDefault(write.Table, Unknown) : NamesOf(write);
        return names.Length > 0 && Array.TrueForAll(names, write.Attributes.ContainsKey)
            ? string.Concat(names.SelectMany(name => (string[])[name, TextOf(write.Attributes[name])]).Prepend(write.Table).Select(WithLength))
            : null;
    }

    private static string[] NamesOf(EnlistedWrite write) => [.. write.Attributes.Keys.Order(StringComparer.Ordinal)];

    // Without the lengths, other values could give the same text.
    private static string WithLength(string text) => string.Create(CultureInfo.InvariantCulture, $"{text.Length} {text} ");

    private static string TextOf(AttributeValue? value) => value switch
    {
        { S: { } text } => $"S {text}",
        { N: { } number } => $"N {number}",
        { B: { } bytes } => $"B {Convert.ToBase64String(bytes.ToArray())}",
        _ => "",
    };
}
