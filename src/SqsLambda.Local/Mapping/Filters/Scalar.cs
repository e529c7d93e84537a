using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>A string, number, boolean or null. The text is the string itself, or the others as they are written.</summary>
internal readonly record struct Scalar(JsonValueKind Kind, string Text)
{
    public static Scalar Of(JsonElement value)
    {
        try
        {
            return new(value.ValueKind, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which JSON can write and no string can hold.
            return new(value.ValueKind, value.GetRawText());
        }
    }
}
