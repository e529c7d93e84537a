using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary><c>prefix</c>, <c>suffix</c> and <c>equals-ignore-case</c>: a string that is, begins or ends with a text.</summary>
/// <param name="Place">Where the text must be.</param>
/// <param name="Text">The text. Every string begins and ends with an empty one.</param>
/// <param name="Comparison">Ordinal, or ordinal without regard to case: characters that differ only in simple upper case mapping are equal.</param>
internal sealed record TextMatch(TextPlace Place, string Text, StringComparison Comparison) : ValueTest
{
    public override bool Accepts(in FieldValue value) => value.Kind == JsonValueKind.String && Place switch
    {
        TextPlace.Start => value.Text.StartsWith(Text, Comparison),
        TextPlace.End => value.Text.EndsWith(Text, Comparison),
        _ => value.Text.Equals(Text, Comparison),
    };
}

/// <summary>The place of a text in a string.</summary>
internal enum TextPlace
{
    Whole,
    Start,
    End,
}
