using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>A scalar of a message: the body itself where it is plain text, else one at the end of a path.</summary>
/// <param name="kind">String, number, true, false or null.</param>
/// <param name="text">A string without quotes and escapes; anything else as it is written.</param>
internal readonly ref struct FieldValue(JsonValueKind kind, ReadOnlySpan<char> text)
{
    public JsonValueKind Kind { get; } = kind;

    public ReadOnlySpan<char> Text { get; } = text;
}
