namespace SqsLambda.Simulation.Scenarios;

/// <summary>What is counted.</summary>
internal enum Figure
{
    Scenarios,
    Batches,
    Messages,
    Deliveries,
    HandlerRuns,
    Effects,
    Succeeded,
    Duplicates,
    InProgress,
    Failed,
    NotAttempted,
    Discarded,
    DeadLettered,

    /// <summary>Messages that the queue moved to the dead-letter queue.</summary>
    MovedByQueue,
    Processes,
    EndedProcesses,
    Timeouts,

    /// <summary>Invocations that ended without a response.</summary>
    FailedBatches,
    LeasesLost,

    /// <summary>Calls of a handler that ended after their invocation had ended.</summary>
    LateRuns,

    /// <summary>Calls to the store, the queue and the service with the effects.</summary>
    OutsideCalls,
    Transactions,
}

/// <summary>The documented ways in which an effect can happen twice.</summary>
internal enum DoubledWay
{
    /// <summary>The process ended between the effect and the completion.</summary>
    ProcessEnded,

    /// <summary>The store failed between the effect and the completion, until the invocation had to answer.</summary>
    StoreFailed,

    /// <summary>The handler had its effect, and did not end before the invocation had to answer.</summary>
    OutOfTime,

    /// <summary>The handler had its effect after its lease.</summary>
    PastLease,

    /// <summary>The clocks differ by more than the engine allows for.</summary>
    ClockSkew,

    /// <summary>The message ran without a claim, because the store was down.</summary>
    WithoutClaim,

    /// <summary>The handler failed after its effect.</summary>
    HandlerFailed,
}

/// <summary>The counts of one scenario, or of many.</summary>
internal sealed class Figures
{
    private readonly long[] _counts = new long[Enum.GetValues<Figure>().Length];
    private readonly long[] _doubled = new long[Enum.GetValues<DoubledWay>().Length];
    private readonly long[] _faults = new long[Enum.GetValues<FaultKind>().Length];

    public TimeSpan VirtualTime { get; set; }

    public long this[Figure figure] => _counts[(int)figure];

    public long this[DoubledWay way] => _doubled[(int)way];

    public long this[FaultKind kind] => _faults[(int)kind];

    public void Count(Figure figure, int count = 1) => _counts[(int)figure] += count;

    public void Count(DoubledWay way) => _doubled[(int)way]++;

    public void Count(Faults faults) => Add(_faults, Array.ConvertAll(faults.Counts, static count => (long)count));

    public void Add(Figures other)
    {
        Add(_counts, other._counts);
        Add(_doubled, other._doubled);
        Add(_faults, other._faults);
        VirtualTime += other.VirtualTime;
    }

    private static void Add(long[] counts, long[] others)
    {
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] += others[i];
        }
    }
}
