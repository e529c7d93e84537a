using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.CommandLine;

/// <summary>Tells the report what was dead-lettered, and notices when nothing is left in the queue.</summary>
internal sealed class IdleWatch : IEventSourceMappingObserver, IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqsQueue _queue;
    private readonly RunReport _report;
    private volatile bool _allIsSent;

    public IdleWatch(SqsQueue queue, RunReport report)
    {
        _queue = queue;
        _report = report;
        queue.DeadLettered = OnDeadLettered;
    }

    /// <summary>Completes when every message has been sent and none is in the queue, in flight or on its way to the dead-letter queue.</summary>
    public Task Reached => _reached.Task;

    public void AllIsSent()
    {
        _allIsSent = true;
        Check();
    }

    public void OnDeleted(IReadOnlyList<PolledMessage> messages) => Check();

    public void OnFilteredOut(IReadOnlyList<PolledMessage> messages) => Check();

    public void Dispose() => _queue.DeadLettered = null;

    private void OnDeadLettered(DeadLetteredMessage moved)
    {
        _report.OnDeadLettered(moved.Message.MessageId, moved.ReceiveCount, moved.TargetArn[(moved.TargetArn.LastIndexOf(':') + 1)..]);
        Check();
    }

    private void Check()
    {
        if (_allIsSent && !_reached.Task.IsCompleted && _queue.Counts is { Total: 0 } counts && counts.DeadLettered == _report.Redriven)
        {
            _reached.TrySetResult();
        }
    }
}
