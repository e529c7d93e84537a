using System.Text;
using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>Reads patterns and bodies as JSON.</summary>
internal static class JsonText
{
    // The JSON reader of Amazon's rule engine allows this depth.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1_000 };

    /// <summary>Returns <see langword="null"/> if the text is not JSON or is too deep.</summary>
    public static JsonDocument? TryParse(string text)
    {
        try
        {
            return JsonDocument.Parse(Encoding.UTF8.GetBytes(text), Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>As <see cref="TryParse"/>, and also <see langword="null"/> if a string holds half of a surrogate pair: the user has mistyped it.</summary>
    public static JsonDocument? TryParsePattern(string text)
    {
        JsonDocument? json = TryParse(text);
        try
        {
            // Writing it reads every string.
            using var writer = new Utf8JsonWriter(Stream.Null, new() { MaxDepth = Options.MaxDepth });
            json?.RootElement.WriteTo(writer);
            return json;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            json?.Dispose();
            return null;
        }
    }
}
