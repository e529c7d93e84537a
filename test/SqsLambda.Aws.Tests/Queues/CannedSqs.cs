using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Aws.Tests.Queues;

/// <summary>Answers batch actions as a test says, and counts them.</summary>
internal sealed class CannedSqs() : AmazonSQSClient(new AnonymousAWSCredentials(), new AmazonSQSConfig { ServiceURL = "http://127.0.0.1:9" })
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public Func<IReadOnlyList<SendMessageBatchRequestEntry>, CancellationToken, Task<SendMessageBatchResponse>> OnSend { get; init; } =
        static (entries, _) => Task.FromResult(new SendMessageBatchResponse { Successful = [.. entries.Select(static entry => new SendMessageBatchResultEntry { Id = entry.Id })] });

    public Func<IReadOnlyList<ChangeMessageVisibilityBatchRequestEntry>, Task<ChangeMessageVisibilityBatchResponse>> OnChange { get; init; } =
        static entries => Task.FromResult(new ChangeMessageVisibilityBatchResponse { Successful = [.. entries.Select(static entry => new ChangeMessageVisibilityBatchResultEntry { Id = entry.Id })] });

    public override Task<SendMessageBatchResponse> SendMessageBatchAsync(
        string queueUrl, List<SendMessageBatchRequestEntry> entries, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return OnSend(entries, cancellationToken);
    }

    public override Task<ChangeMessageVisibilityBatchResponse> ChangeMessageVisibilityBatchAsync(
        string queueUrl, List<ChangeMessageVisibilityBatchRequestEntry> entries, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return OnChange(entries);
    }
}
