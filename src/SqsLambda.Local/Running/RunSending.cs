using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sending;

namespace SqsLambda.Local.Running;

/// <summary>Sends the messages of the user or the samples to the queue of a run.</summary>
internal static class RunSending
{
    /// <returns>How many lines SQS refused; each is named on standard error, and the others are sent all the same.</returns>
    public static async Task<int> SendAsync(this MessageLines lines, IRunQueue queue, RunReport report, CancellationToken cancellationToken)
    {
        int rejected = 0;
        await lines.SendAsync(
            queue.Source.IsFifo,
            async (line, groupId, deduplicationId) =>
            {
                SendOutcome sent = await queue.SendAsync(line, groupId, deduplicationId, cancellationToken);
                if (sent.MessageId is { } messageId)
                {
                    report.OnSent(messageId, line, groupId);
                }

                return sent;
            },
            refusal =>
            {
                rejected++;
                return report.Error.WriteLineAsync(refusal);
            },
            cancellationToken);
        return rejected;
    }
}
