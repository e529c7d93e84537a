namespace SqsLambda.Batch.Tests;

/// <summary>
/// Starts work on the caller's thread, in its order, as soon as what runs there has returned. So a test knows what has happened when a call returns.
/// Its random numbers come from a seed.
/// </summary>
internal sealed class TestRuntime(TimeProvider timeProvider, int seed = 0, double? drawn = null) : BatchRuntime(timeProvider)
{
    [ThreadStatic]
    private static Queue<IThreadPoolWorkItem>? _started;

    private readonly Random _random = new(seed);

    public override double NextDouble()
    {
        lock (_random)
        {
            return drawn ?? _random.NextDouble();
        }
    }

    public override void Start(IThreadPoolWorkItem work)
    {
        if (_started is { } started)
        {
            started.Enqueue(work);
            return;
        }

        _started = new([work]);
        try
        {
            while (_started.TryDequeue(out IThreadPoolWorkItem? next))
            {
                next.Execute();
            }
        }
        finally
        {
            _started = null;
        }
    }
}
