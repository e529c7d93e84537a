using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>A scalar of a message: a plain text body, or the value of a field.</summary>
/// <param name="kind">String, number, true, false or null.</param>
/// <param name="text">A string without quotes and escapes; other values in their JSON form.</param>
internal readonly ref struct FieldValue(JsonValueKind kind, ReadOnlySpan<char> text)
{
    public JsonValueKind Kind { get; } = kind;

    public ReadOnlySpan<char> Text { get; } = text;
}
