using Amazon.SQS;
using Amazon.SQS.Model;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>Sends messages to a dead-letter queue with <c>SendMessageBatch</c>.</summary>
/// <remarks>
/// The function's role needs <c>sqs:SendMessage</c> on the dead-letter queue, and <c>sqs:GetQueueUrl</c> if the queue is given by its name. The
/// dead-letter queue must not be the queue that the messages come from, and both must be of the same kind, FIFO or standard. Otherwise nothing is
/// sent. One instance serves concurrent calls.
/// </remarks>
public sealed class SqsDeadLetterSender : IDeadLetterSender
{
    private readonly LazyClient _client;
    private readonly DeadLetterQueueLocator _locator;

    /// <summary>Creates a sender.</summary>
    /// <param name="client">The client. The sender does not dispose it.</param>
    /// <param name="queue">The dead-letter queue.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public SqsDeadLetterSender(IAmazonSQS client, DeadLetterQueue queue)
        : this(() => client, queue) => ArgumentNullException.ThrowIfNull(client);

    internal SqsDeadLetterSender(Func<IAmazonSQS> createClient, DeadLetterQueue queue)
    {
        ArgumentNullException.ThrowIfNull(createClient);
        ArgumentNullException.ThrowIfNull(queue);
        _client = new(createClient);
        _locator = new(_client, queue);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<QueueFailure?>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letters);
        if (letters.Count == 0)
        {
            return [];
        }

        // All messages of an event come from one queue.
        string sourceArn = letters[0].Message.QueueArn;
        (string? queueUrl, QueueFailure? failure) = await _locator.FindAsync(sourceArn, cancellationToken).ConfigureAwait(false);
        if (queueUrl is null || (failure = DeadLetterTarget.Refusal(queueUrl, sourceArn)) is not null)
        {
            return [.. Enumerable.Repeat(failure, letters.Count)];
        }

        bool isFifo = DeadLetterTarget.IsFifo(queueUrl);
        DeadLetterEntry[] entries = [.. letters.Select((letter, id) => DeadLetterEntry.Of(letter, id, isFifo))];
        return await BatchCalls.MakeAsync(entries.Length, [.. Chunks(entries)], CallAsync, static (_, text) => text).ConfigureAwait(false);

        async Task<BatchAnswer> CallAsync(Range chunk)
        {
            var request = new SendMessageBatchRequest { QueueUrl = queueUrl, Entries = [.. entries[chunk].Select(static entry => entry.Request)] };
            var answer = await _client.Get().SendMessageBatchAsync(request, cancellationToken).ConfigureAwait(false);
            return new(answer.Successful?.Select(static sent => sent.Id), answer.Failed);
        }
    }

    // The engine sends the messages of one FIFO group one at a time, so concurrent calls do not change their order.
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
