using System.Collections.Concurrent;
using Amazon.SQS.Model;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>Finds the URL of a dead-letter queue. A URL that was found is cached. After a failure, the next call asks SQS again.</summary>
internal sealed class DeadLetterQueueLocator(LazyClient client, DeadLetterQueue queue)
{
    // A function has few event sources. Above this number, URLs are found but not cached.
    private const int MaxKept = 100;

    private readonly ConcurrentDictionary<string, string> _urls = new(StringComparer.Ordinal);

    /// <summary>Finds the URL of the queue for messages that come from another queue. It never throws.</summary>
    /// <param name="sourceArn">The ARN of the queue that the messages come from.</param>
    /// <param name="cancellationToken">Cancels the call to SQS.</param>
    /// <returns>Either the URL or the failure.</returns>
    public async ValueTask<(string? Url, QueueFailure? Failure)> FindAsync(string sourceArn, CancellationToken cancellationToken)
    {
        if ((queue.KnownUrl ?? _urls.GetValueOrDefault(sourceArn)) is { } known)
        {
            return (known, null);
        }

        if (QueueArn.TryParse(sourceArn) is not { } source)
        {
            return (null, new("InvalidQueueArn", $"The account of queue '{queue.Name}' is not known: '{OneLine.Of(sourceArn)}' is not the ARN of a queue."));
        }

        string name = source.IsFifo ? QueueArn.FifoName(queue.Name!) : queue.Name!;
        try
        {
            GetQueueUrlResponse response = await client.Get().GetQueueUrlAsync(
                new GetQueueUrlRequest { QueueName = name, QueueOwnerAWSAccountId = source.Account }, cancellationToken).ConfigureAwait(false);
            if (string.IsNullOrEmpty(response.QueueUrl))
            {
                return (null, NotFound("NoAnswer", name, source.Account, "SQS did not return it."));
            }

            if (_urls.Count < MaxKept)
            {
                _urls[sourceArn] = response.QueueUrl;
            }

            return (response.QueueUrl, null);
        }
        catch (Exception exception)
        {
            return (null, NotFound(exception.GetType().Name, name, source.Account, OneLine.Of(exception.Message)));
        }
    }

    private static QueueFailure NotFound(string code, string name, string account, string text) =>
        new(code, $"The URL of queue '{name}' in account {account} is not known: {text}");
}
