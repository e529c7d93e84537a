using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Aws.Tests.Queues;

/// <summary>Answers calls as a test says, and records them.</summary>
internal sealed class CannedSqs(AmazonSQSConfig? config = null)
    : AmazonSQSClient(new AnonymousAWSCredentials(), config ?? new AmazonSQSConfig { ServiceURL = "http://127.0.0.1:9" })
{
    /// <summary>The URL of the queue in each batch call.</summary>
    public ConcurrentQueue<string> QueueUrls { get; } = new();

    /// <summary>Each queue whose URL was asked for: its name and the account.</summary>
    public ConcurrentQueue<(string Name, string Account)> Lookups { get; } = new();

    /// <summary>Each message that was sent.</summary>
    public ConcurrentQueue<SendMessageBatchRequestEntry> Sent { get; } = new();

    /// <summary>The number of batch calls.</summary>
    public int Calls => QueueUrls.Count;

    public Func<GetQueueUrlRequest, CancellationToken, Task<GetQueueUrlResponse>> OnLookup { get; set; } =
        static (_, _) => throw new InvalidOperationException("No URL is asked for.");

    public Func<IReadOnlyList<SendMessageBatchRequestEntry>, CancellationToken, Task<SendMessageBatchResponse>> OnSend { get; init; } =
        static (entries, _) => Task.FromResult(new SendMessageBatchResponse { Successful = [.. entries.Select(static entry => new SendMessageBatchResultEntry { Id = entry.Id })] });

    public Func<IReadOnlyList<ChangeMessageVisibilityBatchRequestEntry>, Task<ChangeMessageVisibilityBatchResponse>> OnChange { get; init; } =
        static entries => Task.FromResult(new ChangeMessageVisibilityBatchResponse { Successful = [.. entries.Select(static entry => new ChangeMessageVisibilityBatchResultEntry { Id = entry.Id })] });

    public override Task<GetQueueUrlResponse> GetQueueUrlAsync(GetQueueUrlRequest request, CancellationToken cancellationToken = default)
    {
        Lookups.Enqueue((request.QueueName, request.QueueOwnerAWSAccountId));
        return OnLookup(request, cancellationToken);
    }

    public override Task<SendMessageBatchResponse> SendMessageBatchAsync(SendMessageBatchRequest request, CancellationToken cancellationToken = default)
    {
        QueueUrls.Enqueue(request.QueueUrl);
        request.Entries.ForEach(Sent.Enqueue);
        return OnSend(request.Entries, cancellationToken);
    }

    public override Task<ChangeMessageVisibilityBatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request, CancellationToken cancellationToken = default)
    {
        QueueUrls.Enqueue(request.QueueUrl);
        return OnChange(request.Entries);
    }
}
