using System.Text.Json;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http;

/// <summary>The errors for request bodies that are not valid JSON for their operation. They name the parameter.</summary>
internal static class RequestErrors
{
    private const int MaxNameLength = 200;
    private const string InvalidText = "holds half of a surrogate pair or invalid UTF-8, which is not text";

    /// <summary>Returns the error for an exception of the JSON serializer.</summary>
    public static SqsException Of(JsonException exception)
    {
        // The path has the form $.Entries[0].MessageBody.
        string name = Shortened(exception.Path is { Length: > 2 } path ? path[2..] : "");
        return exception switch
        {
            InvalidTextException => OfText(name),
            { InnerException: JsonException } or { Path: null } => SqsException.MalformedInput(
                $"The request body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})."),
            _ => SqsException.MalformedInput($"The request body is not valid JSON for this operation: {Subject(name)} is not of the right type."),
        };
    }

    /// <summary>The error for a member whose value is not text.</summary>
    /// <param name="name">The name of the member, with the names that lead to it.</param>
    public static SqsException OfText(string name)
    {
        name = Shortened(name);
        return name == "MessageBody" || name.EndsWith(".MessageBody", StringComparison.Ordinal)
            ? SqsException.InvalidMessageContents($"{name} {InvalidText}.")
            : SqsException.MalformedInput($"{Subject(name)} {InvalidText}.");
    }

    /// <summary>The error for a member whose name is not text.</summary>
    /// <param name="parent">The names that lead to its object.</param>
    public static SqsException OfName(string parent) => SqsException.MalformedInput($"A name in {Subject(Shortened(parent))} {InvalidText}.");

    private static string Shortened(string name) => name.Length > MaxNameLength ? name[..MaxNameLength] + "…" : name;

    private static string Subject(string name) => name.Length == 0 ? "the request body" : name;
}
