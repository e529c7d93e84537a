namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>The newest 10 message move tasks of a queue. Only the newest may be active. Safe for concurrent use.</summary>
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

    /// <summary>Adds a task, and forgets the oldest one if there are more than 10.</summary>
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
