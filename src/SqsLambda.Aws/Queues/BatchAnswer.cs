using System.Globalization;
using Amazon.SQS.Model;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>The answer of SQS to one call, with a result for each entry.</summary>
/// <param name="Done">The ids of the entries that are done.</param>
/// <param name="Failed">The entries that SQS refused.</param>
internal sealed record BatchAnswer(IEnumerable<string>? Done, IEnumerable<BatchResultErrorEntry>? Failed)
{
    private static readonly QueueFailure NotMentioned = new("NoAnswer", "SQS did not answer for this message.");

    /// <summary>Sets the failure of each entry of the call; <see langword="null"/> for an entry that is done.</summary>
    /// <param name="failures">The failures of all entries, by index.</param>
    /// <param name="chunk">The entries of the call.</param>
    /// <param name="toText">Makes a text safe for a log.</param>
    /// <remarks>An entry counts as failed if it is in neither list or in both lists. Otherwise a message could be lost.</remarks>
    public void CopyTo(QueueFailure?[] failures, Range chunk, Func<string, string> toText)
    {
        (int first, int count) = chunk.GetOffsetAndLength(failures.Length);
        failures.AsSpan(chunk).Fill(NotMentioned);
        foreach (string id in Done ?? [])
        {
            if (IndexOf(id) is { } index)
            {
                failures[index] = null;
            }
        }

        foreach (BatchResultErrorEntry failed in Failed ?? [])
        {
            if (IndexOf(failed.Id) is { } index)
            {
                failures[index] = new(failed.Code ?? "", toText(failed.Message ?? ""));
            }
        }

        int? IndexOf(string? id) =>
            int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index >= first && index < first + count ? index : null;
    }
}
