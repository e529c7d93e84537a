using System.Text.RegularExpressions;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>Whether a queue can take the dead letters of another, as far as its URL and the other's ARN tell.</summary>
internal static partial class DeadLetterTarget
{
    private const string FifoSuffix = ".fifo";

    public static bool IsFifo(string queueUrl) => queueUrl.EndsWith(FifoSuffix, StringComparison.Ordinal);

    /// <summary>Why nothing of a queue is to be sent to another; <see langword="null"/> where nothing is known against it.</summary>
    /// <param name="queueUrl">The URL of the dead-letter queue.</param>
    /// <param name="sourceArn">The ARN of the queue that the messages come from.</param>
    /// <remarks>
    /// A message that is sent to the queue that it comes from is received from it at once, and so on without end. The dead-letter queue of a FIFO
    /// queue has to be a FIFO queue, and that of a standard queue a standard queue. (SQS Developer Guide, "Using dead-letter queues in Amazon SQS".)
    /// </remarks>
    public static QueueFailure? Refusal(string queueUrl, string sourceArn)
    {
        if (sourceArn.Split(':') is not [_, _, _, var region, var account, var name])
        {
            return null;
        }

        return IsSame(queueUrl, region, account, name)
            ? new("SameQueue", $"{queueUrl} is the queue that the message comes from, which would receive it again without end.")
        : IsFifo(queueUrl) != name.EndsWith(FifoSuffix, StringComparison.Ordinal)
            ? new("OtherKindOfQueue", $"{queueUrl} is a {Kind(IsFifo(queueUrl))} queue and {name} a {Kind(!IsFifo(queueUrl))} queue; both have to be of one kind.")
        : null;
    }

    // A host that names no region, such as that of a local endpoint, may be anywhere.
    private static bool IsSame(string queueUrl, string region, string account, string name) =>
        Uri.TryCreate(queueUrl, UriKind.Absolute, out Uri? url)
        && url.Segments is [.., var accountInUrl, var nameInUrl]
        && (accountInUrl.TrimEnd('/'), nameInUrl.TrimEnd('/')) == (account, name)
        && (Regions().Matches(url.Host) is not { Count: > 0 } regions || regions.Any(match => match.Value == region));

    private static string Kind(bool isFifo) => isFifo ? "FIFO" : "standard";

    [GeneratedRegex(@"(?<![^.])[a-z]{2,}(-[a-z]+)+-\d+(?![^.])")]
    private static partial Regex Regions();
}
