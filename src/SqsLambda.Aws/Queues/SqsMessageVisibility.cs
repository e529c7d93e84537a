using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>Hides messages with <c>ChangeMessageVisibilityBatch</c>.</summary>
/// <remarks>The function's role needs <c>sqs:ChangeMessageVisibility</c> on the queue. One instance serves concurrent calls.</remarks>
public sealed class SqsMessageVisibility : IMessageVisibility
{
    private readonly LazyClient _client;

    /// <summary>Creates an instance.</summary>
    /// <param name="client">The client. The instance does not dispose it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is <see langword="null"/>.</exception>
    public SqsMessageVisibility(IAmazonSQS client)
        : this(() => client) => ArgumentNullException.ThrowIfNull(client);

    internal SqsMessageVisibility(Func<IAmazonSQS> createClient)
    {
        ArgumentNullException.ThrowIfNull(createClient);
        _client = new(createClient);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueueFailure?>> ChangeAsync(IReadOnlyList<VisibilityChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return BatchCalls.MakeAsync(
            changes.Count, BoundedCalls.Chunks(changes.Count, BatchCalls.MaxEntries), CallAsync, WithoutHandles);

        async Task<BatchAnswer> CallAsync(Range chunk)
        {
            (int first, int count) = chunk.GetOffsetAndLength(changes.Count);
            string arn = changes[first].Message.QueueArn;
            QueueArn source = QueueArn.TryParse(arn) ?? throw new InvalidOperationException($"'{OneLine.Of(arn)}' is not the ARN of a queue.");
            IAmazonSQS client = _client.Get();
            var request = new ChangeMessageVisibilityBatchRequest { Entries = [.. Enumerable.Range(first, count).Select(i => Entry(i, changes[i]))] };
            request.QueueUrl = source.UrlFor(client, request);
            var answer = await client.ChangeMessageVisibilityBatchAsync(request, cancellationToken).ConfigureAwait(false);
            return new(answer.Successful?.Select(static changed => changed.Id), answer.Failed);
        }

        // If SQS refuses a receipt handle, its error text contains the handle.
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
