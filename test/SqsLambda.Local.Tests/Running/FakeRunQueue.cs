using SqsLambda.Local.Mapping;
using SqsLambda.Local.Running;
using SqsLambda.Local.Sending;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.WebConsole.Actions;

namespace SqsLambda.Local.Tests.Running;

/// <summary>A queue that keeps what is sent to it.</summary>
internal sealed class FakeRunQueue(IEventSource source) : IRunQueue
{
    public IEventSource Source => source;

    public int? MaxReceiveCount => null;

    public string? DeadLetterQueueUrl => null;

    public string? SilentDeadLetterQueue => null;

    public QueueCounts? Counts => null;

    public string? Region => null;

    public string Description => "";

    public string? EndpointUrl => null;

    public string ConsoleUrl => "";

    public string? Farewell => null;

    public List<(string Body, string? GroupId)> Sent { get; } = [];

    public Task<SendOutcome> SendAsync(string body, string? groupId, string? deduplicationId, CancellationToken cancellationToken)
    {
        Sent.Add((body, groupId));
        return Task.FromResult(new SendOutcome("id", null));
    }

    public void ShowAgainWithin(PolledMessage message, TimeSpan time)
    {
    }

    public void ShowInConsole(MappedFunction function)
    {
    }

    public Task WhenEmptyAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
