using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>Hides messages by <c>ChangeMessageVisibilityBatch</c>, which the function's role has to allow (<c>sqs:ChangeMessageVisibility</c>).</summary>
/// <param name="client">The client; created when there is something to hide.</param>
public sealed class SqsMessageVisibility(Lazy<IAmazonSQS> client) : IMessageVisibility
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueueFailure?>> ChangeAsync(IReadOnlyList<VisibilityChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return BatchCalls.MakeAsync(
            changes.Count, BoundedCalls.Chunks(changes.Count, BatchCalls.MaxEntries), CallAsync, WithoutHandles);

        async Task<BatchAnswer> CallAsync(Range chunk)
        {
            (int first, int count) = chunk.GetOffsetAndLength(changes.Count);
            var answer = await client.Value.ChangeMessageVisibilityBatchAsync(
                QueueUrl.Of(changes[first].Message.QueueArn),
                [.. Enumerable.Range(first, count).Select(i => Entry(i, changes[i]))],
                cancellationToken);
            return new(answer.Successful?.Select(static changed => changed.Id), answer.Failed);
        }

        // SQS quotes the handle that it refuses.
        string WithoutHandles(Range chunk, string text)
        {
            (int first, int count) = chunk.GetOffsetAndLength(changes.Count);
            for (int i = first; i < first + count; i++)
            {
                if (changes[i].Message.ReceiptHandle is { Length: > 0 } handle)
                {
                    text = text.Replace(handle, "…", StringComparison.Ordinal);
                }
            }

            return text;
        }
    }

    private static ChangeMessageVisibilityBatchRequestEntry Entry(int id, VisibilityChange change) =>
        new(id.ToString(CultureInfo.InvariantCulture), change.Message.ReceiptHandle) { VisibilityTimeout = (int)change.Timeout.TotalSeconds };
}
