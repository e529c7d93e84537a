namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>How far a message move task has come, and whether it goes on. Safe for concurrent use.</summary>
/// <param name="toMove">How many messages there were at the start. The task ends when it has moved so many.</param>
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

    /// <summary>Asks whether the next message is to be moved. If so, the task is busy until it asks again, or pauses.</summary>
    public bool Next()
    {
        lock (_lock)
        {
            Pause();
            return _isBusy = _status == MoveTaskStatus.Running;
        }
    }

    /// <summary>Tells that the task is busy no more.</summary>
    /// <returns>Whether it is to go on later.</returns>
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

    /// <summary>Ends the task: there is nothing left, or it cannot go on.</summary>
    /// <param name="failureReason">Why not, or null.</param>
    public void End(string? failureReason)
    {
        lock (_lock)
        {
            _status = failureReason is null ? MoveTaskStatus.Completed : MoveTaskStatus.Failed;
            _failureReason = failureReason;
        }
    }

    /// <summary>Cancels the task, which ends at once, or after the message that it is at.</summary>
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

    /// <summary>What is known of the task now, all of one moment.</summary>
    public (string Status, long Moved, long ToMove, string? FailureReason) Snapshot()
    {
        lock (_lock)
        {
            return (_status, _moved, toMove, _failureReason);
        }
    }
}
