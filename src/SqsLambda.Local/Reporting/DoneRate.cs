namespace SqsLambda.Local.Reporting;

/// <summary>How many messages a second are done, over the last seconds. Not safe for concurrent use.</summary>
internal sealed class DoneRate(DateTimeOffset started)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Queue<(DateTimeOffset Time, int Done)> _readings = new([(started, 0)]);

    /// <summary>Takes a reading.</summary>
    /// <param name="now">The time of the reading, not before the last one.</param>
    /// <param name="done">How many messages are done in all.</param>
    public double PerSecond(DateTimeOffset now, int done)
    {
        while (_readings.Count > 1 && now - _readings.Peek().Time > Window)
        {
            _readings.Dequeue();
        }

        (DateTimeOffset time, int before) = _readings.Peek();
        _readings.Enqueue((now, done));
        return now > time ? (done - before) / (now - time).TotalSeconds : 0;
    }
}
