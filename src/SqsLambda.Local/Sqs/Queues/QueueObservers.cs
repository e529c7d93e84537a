namespace SqsLambda.Local.Sqs.Queues;

/// <summary>The observers of a queue. Safe for concurrent use.</summary>
internal sealed class QueueObservers
{
    private volatile IQueueObserver[] _all = [];

    /// <summary>The observers, to be called in order.</summary>
    public ReadOnlySpan<IQueueObserver> All => _all;

    public void Add(IQueueObserver observer)
    {
        lock (this)
        {
            _all = [.. _all, observer];
        }
    }

    public void Remove(IQueueObserver observer)
    {
        lock (this)
        {
            _all = [.. _all.Where(each => each != observer)];
        }
    }
}
