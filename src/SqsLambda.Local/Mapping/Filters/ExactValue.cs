using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>
/// A value without an operator. It is compared character by character, also numbers: 300, 300.0 and 3.0e2 are three values. (Lambda Developer
/// Guide, "Control which events Lambda sends to your function": filter rule syntax.) <c>numeric</c> compares numbers by value.
/// </summary>
internal sealed record ExactValue(JsonValueKind Kind, string Text) : ValueTest
{
    public static ExactValue Of(JsonElement scalar) => new(scalar.ValueKind, scalar.ValueKind == JsonValueKind.String ? scalar.GetString()! : scalar.GetRawText());

    public override bool Accepts(in FieldValue value) => value.Kind == Kind && value.Text.SequenceEqual(Text);
}
