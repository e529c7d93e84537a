using System.Globalization;
using Amazon.SQS.Model;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>What SQS says of the entries of one call.</summary>
/// <param name="Done">The ids of those that it did.</param>
/// <param name="Failed">Those that it refused.</param>
internal sealed record BatchAnswer(IEnumerable<string>? Done, IEnumerable<BatchResultErrorEntry>? Failed)
{
    private static readonly QueueFailure NotMentioned = new("NoAnswer", "SQS did not say what became of it.");

    /// <summary>Tells of each entry why it failed; <see langword="null"/> where it did not.</summary>
    /// <param name="failures">Takes the failures, by place.</param>
    /// <param name="chunk">The places that the call was about.</param>
    /// <param name="withoutSecrets">Takes out of a text what must not be logged.</param>
    /// <remarks>A message that is not known to be done must not be lost: what is in neither list has failed, and so has what is in both.</remarks>
    public void CopyTo(QueueFailure?[] failures, Range chunk, Func<string, string> withoutSecrets)
    {
        (int first, int count) = chunk.GetOffsetAndLength(failures.Length);
        failures.AsSpan(chunk).Fill(NotMentioned);
        foreach (string id in Done ?? [])
        {
            if (PlaceOf(id) is { } place)
            {
                failures[place] = null;
            }
        }

        foreach (BatchResultErrorEntry failed in Failed ?? [])
        {
            if (PlaceOf(failed.Id) is { } place)
            {
                failures[place] = new(failed.Code ?? "", withoutSecrets(failed.Message ?? ""));
            }
        }

        int? PlaceOf(string? id) =>
            int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int place) && place >= first && place < first + count ? place : null;
    }
}
