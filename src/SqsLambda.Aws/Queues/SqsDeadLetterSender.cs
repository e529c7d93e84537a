using Amazon.SQS;
using Amazon.SQS.Model;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>Sends messages to a dead-letter queue by <c>SendMessageBatch</c>, which the function's role has to allow (<c>sqs:SendMessage</c>).</summary>
/// <param name="client">The client; created when there is something to send.</param>
/// <param name="queueUrl">
/// The URL of the dead-letter queue: another queue than the messages come from, and of the same kind, FIFO or standard. Otherwise nothing is sent.
/// </param>
public sealed class SqsDeadLetterSender(Lazy<IAmazonSQS> client, string queueUrl) : IDeadLetterSender
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueueFailure?>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letters);

        // The records of an event are of one queue.
        if (letters.Count > 0 && DeadLetterTarget.Refusal(queueUrl, letters[0].Message.QueueArn) is { } refusal)
        {
            return new([.. Enumerable.Repeat(refusal, letters.Count)]);
        }

        bool isFifo = DeadLetterTarget.IsFifo(queueUrl);
        DeadLetterEntry[] entries = [.. letters.Select((letter, id) => DeadLetterEntry.Of(letter, id, isFifo))];
        return BatchCalls.MakeAsync(entries.Length, [.. Chunks(entries)], CallAsync, static (_, text) => text);

        async Task<BatchAnswer> CallAsync(Range chunk)
        {
            List<SendMessageBatchRequestEntry> requests = [.. entries[chunk].Select(static entry => entry.Request)];
            var answer = await client.Value.SendMessageBatchAsync(queueUrl, requests, cancellationToken);
            return new(answer.Successful?.Select(static sent => sent.Id), answer.Failed);
        }
    }

    // In their order: those of one group in one call after the other would be in order too, but a batch engine sends a group's one by one.
    private static IEnumerable<Range> Chunks(DeadLetterEntry[] entries)
    {
        int first = 0;
        int bytes = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            if (i > first && (i - first == BatchCalls.MaxEntries || bytes + entries[i].Bytes > DeadLetterEntry.MaxBytes))
            {
                yield return first..i;
                first = i;
                bytes = 0;
            }

            bytes += entries[i].Bytes;
        }

        yield return first..entries.Length;
    }
}
