using Amazon.SQS;

namespace SqsLambda.Aws.Queues;

/// <summary>A client that is created when it is first used, because creating one makes a cold start longer.</summary>
/// <param name="create">Creates the client. It runs once, unless it throws.</param>
internal sealed class LazyClient(Func<IAmazonSQS> create)
{
    private IAmazonSQS? _client;
    private object? _lock;

    /// <summary>Returns the one client. Safe for concurrent use.</summary>
    public IAmazonSQS Get() => LazyInitializer.EnsureInitialized(ref _client, ref _lock, create);
}
