namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>The newest 10 tasks that move messages out of one queue: at most one of them, the newest, is active. Safe for concurrent use.</summary>
internal sealed class MoveTaskHistory
{
    private readonly Lock _lock = new();
    private readonly LinkedList<MoveTask> _newestFirst = new();

    /// <summary>The tasks, the newest first.</summary>
    public IReadOnlyList<MoveTask> NewestFirst
    {
        get
        {
            lock (_lock)
            {
                return [.. _newestFirst];
            }
        }
    }

    public bool HasActive
    {
        get
        {
            lock (_lock)
            {
                return _newestFirst.First?.Value.IsActive == true;
            }
        }
    }

    /// <summary>Adds a task. If there is one too many, the oldest is forgotten.</summary>
    public void Add(MoveTask task)
    {
        lock (_lock)
        {
            _newestFirst.AddFirst(task);
            if (_newestFirst.Count > SqsLimits.ListedMoveTasks)
            {
                _newestFirst.RemoveLast();
            }
        }
    }
}
