using System.Text.RegularExpressions;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>
/// Checks that a queue can receive the dead letters of another queue. It compares only the URL of the first queue and the ARN of the second.
/// </summary>
internal static partial class DeadLetterTarget
{
    public static bool IsFifo(string queueUrl) => QueueArn.IsFifoName(queueUrl);

    /// <summary>Returns why the queue cannot receive the dead letters; <see langword="null"/> if no problem is found.</summary>
    /// <param name="queueUrl">The URL of the dead-letter queue.</param>
    /// <param name="sourceArn">The ARN of the queue that the messages come from.</param>
    /// <remarks>
    /// A message that is sent back to its own queue is received again at once, without end. The dead-letter queue of a FIFO queue must be a
    /// FIFO queue, and that of a standard queue a standard queue. (SQS Developer Guide, "Using dead-letter queues in Amazon SQS".)
    /// </remarks>
    public static QueueFailure? Refusal(string queueUrl, string sourceArn) =>
        QueueArn.TryParse(sourceArn) is not { } source ? null
        : IsSame(queueUrl, source) ? new("SameQueue", $"{queueUrl} is the queue that the message comes from. It would receive the message again without end.")
        : IsFifo(queueUrl) != source.IsFifo
            ? new("OtherKindOfQueue", $"{queueUrl} is a {Kind(IsFifo(queueUrl))} queue and {source.Name} is a {Kind(source.IsFifo)} queue. Both must be of the same kind.")
        : null;

    // A host that names no region, such as a local endpoint, may be in any region.
    private static bool IsSame(string queueUrl, QueueArn source) =>
        Uri.TryCreate(queueUrl, UriKind.Absolute, out Uri? url)
        && url.AbsolutePath.Split('/') is [.., var account, var name]
        && (account, name) == (source.Account, source.Name)
        && (Regions().Matches(url.Host) is not { Count: > 0 } regions || regions.Any(match => match.Value == source.Region));

    private static string Kind(bool isFifo) => isFifo ? "FIFO" : "standard";

    [GeneratedRegex(@"(?<![^.])[a-z]{2,}(-[a-z]+)+-\d+(?![^.])")]
    private static partial Regex Regions();
}
