using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Running;

/// <summary>
/// Tells the report which messages arrive in the queue and which are dead-lettered, and notices when the queue is empty or gone. If a queue is
/// created again under the same name, that one is watched.
/// </summary>
internal sealed class IdleWatch : IDisposable
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
        if (_service.FindQueue(_queueName) is { } queue)
        {
            queue.Arrived = null;
            queue.DeadLettered = null;
            queue.Emptied = null;
        }
    }

    /// <summary>Whether nothing is in the queue at this moment, or the queue is gone.</summary>
    public bool IsEmpty => _service.FindQueue(_queueName)?.CountsOrNone is not { IsEmpty: false };

    private void Watch(SqsQueue queue)
    {
        if (queue.Name == _queueName)
        {
            queue.Arrived = OnArrived;
            queue.DeadLettered = OnDeadLettered;
            queue.Emptied = Check;
        }
    }

    private void OnArrived(Message message) => _report.OnSent(message.MessageId, message.Body, message.GroupId);

    private void OnDeadLettered(DeadLetteredMessage moved) =>
        _report.OnDeadLettered(moved.Message.MessageId, moved.ReceiveCount, moved.TargetArn[(moved.TargetArn.LastIndexOf(':') + 1)..]);

    private void Check()
    {
        if (_allIsSent && IsEmpty)
        {
            _reached.TrySetResult();
        }
    }
}
