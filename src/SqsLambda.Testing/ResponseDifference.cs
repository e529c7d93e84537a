using System.Text;
using System.Text.Encodings.Web;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Testing;

/// <summary>Describes how a response differs from the expected one, and what Lambda would do with it.</summary>
/// <remarks>AWS Lambda Developer Guide, "Handling errors for an SQS event source in Lambda", success and failure conditions.</remarks>
internal static class ResponseDifference
{
    /// <returns>The description; <see langword="null"/> if the response returns exactly the expected messages.</returns>
    public static string? Between(SQSBatchResponse? response, string[] expected)
    {
        if (response is null)
        {
            return Description("The response is null. Lambda takes that as the success of every message and deletes the whole batch.", expected, null);
        }

        if (response.BatchItemFailures is null)
        {
            return Description(
                "BatchItemFailures of the response is null. Lambda takes that as the success of every message and deletes the whole batch.", expected, null);
        }

        string?[] actual = [.. response.ReturnedIds()];
        if (actual.Any(string.IsNullOrEmpty))
        {
            return Description(
                "The response returns an id that is null or empty. Lambda takes that as the failure of every message and delivers the whole batch again.",
                expected,
                actual);
        }

        string[] repeated = [.. actual.GroupBy(static id => id!, StringComparer.Ordinal).Where(static group => group.Count() > 1).Select(static group => group.Key)];
        if (repeated.Length > 0)
        {
            return Description(
                $"The response returns {List(repeated)} more than once. AWS does not document what Lambda does then, so return each id once.", expected, actual);
        }

        return actual.ToHashSet().SetEquals(expected) ? null : Description("The response does not return the expected messages.", expected, actual);
    }

    private static string Description(string summary, string[] expected, string?[]? actual)
    {
        string?[] returned = actual ?? [];
        string?[] missing = [.. expected.Except(returned)];
        string?[] unexpected = [.. returned.Except(expected)];
        var text = new StringBuilder(summary)
            .Append("\n  Expected:   ").Append(List(expected))
            .Append("\n  Actual:     ").Append(actual is null ? "null" : List(actual));
        if (missing.Length > 0)
        {
            text.Append("\n  Missing:    ").Append(List(missing)).Append(" (Lambda deletes a message that is not returned.)");
        }

        if (unexpected.Length > 0)
        {
            text.Append("\n  Unexpected: ").Append(List(unexpected))
                .Append(" (Lambda delivers a returned message again. If no message of the batch has the id, it delivers the whole batch again.)");
        }

        return text.ToString();
    }

    private static string List(string?[] ids) => ids.Length == 0 ? "nothing" : string.Join(", ", ids.Select(Quoted));

    private static string Quoted(string? id) => id is null ? "null" : $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(id)}\"";
}
