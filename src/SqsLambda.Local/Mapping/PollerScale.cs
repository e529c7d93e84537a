namespace SqsLambda.Local.Mapping;

/// <summary>
/// The number of pollers, each with one batch at a time. Lambda starts with five concurrent batches and adds up to 300 invocations a minute,
/// up to 1,250. (Lambda Developer Guide, "Configuring scaling behavior for SQS event source mappings".) Safe for concurrent use.
/// </summary>
internal sealed class PollerScale(int? maximumConcurrency, TimeProvider timeProvider)
{
    private const int FirstPollers = 5;
    private const int MaxPollers = 1_250;

    private static readonly TimeSpan TimeBetweenNewPollers = TimeSpan.FromMinutes(1) / 300;

    private readonly Lock _lock = new();
    private int _max = maximumConcurrency ?? MaxPollers;
    private int _pollers = Math.Min(FirstPollers, maximumConcurrency ?? MaxPollers);
    private int _busy;
    private long _lastGrowth = timeProvider.GetTimestamp();

    /// <summary>The number of pollers now.</summary>
    public int Pollers
    {
        get
        {
            lock (_lock)
            {
                return _pollers;
            }
        }
    }

    /// <summary>The number of pollers that have a batch now.</summary>
    public int Busy
    {
        get
        {
            lock (_lock)
            {
                return _busy;
            }
        }
    }

    /// <summary>Changes the maximum. More pollers are added as the traffic needs them; those that are too many end one by one.</summary>
    /// <param name="maximumConcurrency">2 to 1,000; <see langword="null"/> for no limit.</param>
    public void ChangeMaximum(int? maximumConcurrency)
    {
        lock (_lock)
        {
            _max = maximumConcurrency ?? MaxPollers;
        }
    }

    /// <summary>Must be called when a poller is about to begin a batch.</summary>
    /// <returns>Whether the poller ends: there are more than the maximum.</returns>
    public bool EndsAsTooMany()
    {
        lock (_lock)
        {
            if (_pollers <= _max)
            {
                return false;
            }

            _pollers--;
            return true;
        }
    }

    /// <summary>Must be called when a poller has a batch.</summary>
    /// <returns>Whether to start another poller.</returns>
    public bool BeginBatch()
    {
        lock (_lock)
        {
            _busy++;
            if (_busy < _pollers || _pollers >= _max || timeProvider.GetElapsedTime(_lastGrowth) < TimeBetweenNewPollers)
            {
                return false;
            }

            _pollers++;
            _lastGrowth = timeProvider.GetTimestamp();
            return true;
        }
    }

    /// <summary>Must be called when a poller has finished its batch.</summary>
    public void EndBatch()
    {
        lock (_lock)
        {
            _busy--;
        }
    }

    /// <summary>Must be called when a poll was empty.</summary>
    /// <returns>Whether the poller ends: the first pollers are enough for this traffic.</returns>
    public bool EndsAfterEmptyPoll() => Ends(FirstPollers);

    /// <summary>
    /// Must be called when the function failed. (Lambda Developer Guide, "Handling errors for an SQS event source in Lambda": it backs off by reducing
    /// concurrency. By how much is not published; here it is one poller for each failure.)
    /// </summary>
    /// <returns>Whether the poller ends.</returns>
    public bool EndsAfterFailure() => Ends(keep: 1);

    private bool Ends(int keep)
    {
        lock (_lock)
        {
            if (_pollers <= keep)
            {
                return false;
            }

            _pollers--;
            _lastGrowth = timeProvider.GetTimestamp();
            return true;
        }
    }
}
