namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>The progress of a message move task. Safe for concurrent use.</summary>
/// <param name="toMove">How many messages there were at the start. The task ends when it has moved that many.</param>
internal sealed class MoveTaskProgress(long toMove)
{
    private readonly Lock _lock = new();
    private string _status = toMove == 0 ? MoveTaskStatus.Completed : MoveTaskStatus.Running;
    private string? _failureReason;
    private long _moved;
    private bool _isBusy;

    /// <summary>Whether the task may still move messages.</summary>
    public bool IsActive
    {
        get
        {
            lock (_lock)
            {
                return _status is MoveTaskStatus.Running or MoveTaskStatus.Cancelling;
            }
        }
    }

    /// <summary>Asks whether to move another message. If so, the task is busy until the next call of this or <see cref="Pause"/>.</summary>
    public bool Next()
    {
        lock (_lock)
        {
            Pause();
            return _isBusy = _status == MoveTaskStatus.Running;
        }
    }

    /// <summary>Ends the busy time of the task.</summary>
    /// <returns>Whether the task continues later.</returns>
    public bool Pause()
    {
        lock (_lock)
        {
            _isBusy = false;
            if (_status == MoveTaskStatus.Cancelling)
            {
                _status = MoveTaskStatus.Cancelled;
            }

            return _status == MoveTaskStatus.Running;
        }
    }

    /// <summary>Counts a message that was moved.</summary>
    public void CountMoved()
    {
        lock (_lock)
        {
            if (++_moved == toMove)
            {
                _status = MoveTaskStatus.Completed;
            }
        }
    }

    /// <summary>Ends the task, because nothing is left or because it failed.</summary>
    /// <param name="failureReason">The reason of the failure, or null.</param>
    public void End(string? failureReason)
    {
        lock (_lock)
        {
            _status = failureReason is null ? MoveTaskStatus.Completed : MoveTaskStatus.Failed;
            _failureReason = failureReason;
        }
    }

    /// <summary>Cancels the task. It ends at once, or after the message that is being moved.</summary>
    /// <param name="moved">How many messages have been moved.</param>
    /// <returns>Whether it was running.</returns>
    public bool TryCancel(out long moved)
    {
        lock (_lock)
        {
            moved = _moved;
            if (_status != MoveTaskStatus.Running)
            {
                return false;
            }

            _status = _isBusy ? MoveTaskStatus.Cancelling : MoveTaskStatus.Cancelled;
            return true;
        }
    }

    /// <summary>A consistent copy of the current values.</summary>
    public (string Status, long Moved, long ToMove, string? FailureReason) Snapshot()
    {
        lock (_lock)
        {
            return (_status, _moved, toMove, _failureReason);
        }
    }
}
