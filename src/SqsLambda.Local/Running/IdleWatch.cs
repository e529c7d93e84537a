using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Running;

/// <summary>
/// Tells the report which messages arrive in the queue and which are dead-lettered, and notices when the queue is empty or gone. If a queue is
/// created again under the same name, that one is watched.
/// </summary>
internal sealed class IdleWatch : IQueueObserver, IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqsService _service;
    private readonly string _queueName;
    private readonly RunReport _report;
    private volatile bool _allIsSent;

    public IdleWatch(SqsService service, SqsQueue queue, RunReport report)
    {
        _service = service;
        _queueName = queue.Name;
        _report = report;
        service.Created += Watch;
        Watch(queue);
    }

    /// <summary>Completes when every message has been sent and none is in the queue, in flight or on its way to the dead-letter queue.</summary>
    public Task Reached => _reached.Task;

    public void AllIsSent()
    {
        _allIsSent = true;
        Check();
    }

    public void Dispose()
    {
        _service.Created -= Watch;
        _service.FindQueue(_queueName)?.Observers.Remove(this);
    }

    /// <summary>Whether nothing is in the queue at this moment, or the queue is gone.</summary>
    public bool IsEmpty => _service.FindQueue(_queueName)?.CountsOrNone is not { IsEmpty: false };

    private void Watch(SqsQueue queue)
    {
        if (queue.Name == _queueName)
        {
            queue.Observers.Add(this);
        }
    }

    // A dead letter of another queue becomes known with its receive.
    void IQueueObserver.OnArrived(MessageArrival arrival)
    {
        if (arrival.ReceiveCount == 0)
        {
            _report.OnSent(arrival.Message.MessageId, arrival.Message.Body, arrival.Message.GroupId);
        }
    }

    void IQueueObserver.OnEmptied() => Check();

    void IQueueObserver.OnDeadLettered(DeadLetteredMessage moved) =>
        _report.OnDeadLettered(moved.Message.MessageId, moved.ReceiveCount, moved.TargetArn[(moved.TargetArn.LastIndexOf(':') + 1)..]);

    private void Check()
    {
        if (_allIsSent && IsEmpty)
        {
            _reached.TrySetResult();
        }
    }
}
