using System.Text;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>Lists queues in pages (Amazon SQS API Reference, ListQueues and ListDeadLetterSourceQueues).</summary>
internal static class QueuePage
{
    /// <summary>The queues of one page.</summary>
    /// <param name="queues">The queues to list, sorted by name.</param>
    /// <param name="maxResults">The maximum number: 1 to 1,000. Null: 1,000, and no token.</param>
    /// <param name="nextToken">The token of the page before, or null for the first page.</param>
    /// <returns>The queues, and the token of the next page, if there is one.</returns>
    /// <exception cref="SqsException">The number is out of range, or the token is invalid.</exception>
    public static (IReadOnlyList<SqsQueue> Queues, string? NextToken) Of(IEnumerable<SqsQueue> queues, int? maxResults, string? nextToken)
    {
        if (maxResults is < 1 or > SqsLimits.ListResults)
        {
            throw SqsException.InvalidParameterValue(
                $"Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and {SqsLimits.ListResults}.");
        }

        string after = nextToken is null ? "" : NameIn(nextToken);
        int max = maxResults ?? SqsLimits.ListResults;
        List<SqsQueue> page = [.. queues.Where(queue => string.CompareOrdinal(queue.Name, after) > 0).Take(max + 1)];
        if (page.Count <= max)
        {
            return (page, null);
        }

        page.RemoveAt(max);
        return (page, maxResults is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(page[^1].Name)));
    }

    private static string NameIn(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw SqsException.InvalidParameterValue("Invalid or expired next token.");
        }
    }
}
