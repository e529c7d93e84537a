namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>Cuts texts.</summary>
internal static class ShortText
{
    /// <summary>A text of at most so many characters. A longer one ends with an ellipsis. A surrogate pair is not cut in two.</summary>
    public static string Of(string text, int maxLength) =>
        text.Length <= maxLength ? text : string.Concat(StartOf(text, maxLength - 1), "…");

    /// <summary>The first characters of a text. A surrogate pair is not cut in two.</summary>
    public static ReadOnlySpan<char> StartOf(string text, int maxLength) =>
        text.Length <= maxLength ? text : text.AsSpan(0, char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength);
}
