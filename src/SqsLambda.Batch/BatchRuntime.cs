using System.Buffers.Binary;

namespace SqsLambda.Batch;

/// <summary>
/// Provides the clock, ids, random numbers and threads of the engine. Override it to control them, for example in a simulation that starts from a
/// seed.
/// </summary>
/// <remarks>Implementations must be safe for concurrent calls.</remarks>
public class BatchRuntime
{
    // The bits of a number from 0 to 1, taken from the end of an id, where none is fixed.
    private const ulong RandomBits = (1UL << 53) - 1;

    /// <summary>Creates a runtime with a given clock.</summary>
    /// <param name="timeProvider">The clock and the source of timers.</param>
    /// <exception cref="ArgumentNullException"><paramref name="timeProvider"/> is <see langword="null"/>.</exception>
    public BatchRuntime(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        TimeProvider = timeProvider;
    }

    /// <summary>The default runtime: the system clock and the thread pool.</summary>
    public static BatchRuntime System { get; } = new(TimeProvider.System);

    /// <summary>The clock and the source of timers.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Creates the id of an invocation. The idempotency store uses it as the owner of the claims.</summary>
    /// <returns>An id that is unique to one invocation: by default 32 hexadecimal digits.</returns>
    public virtual string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>Returns a random number for the jitter of retries.</summary>
    /// <returns>0 or more, and less than 1.</returns>
    public virtual double NextDouble()
    {
        // Random.Shared keeps its state in memory. Execution environments that SnapStart restores from one snapshot would draw the same numbers. The
        // operating system draws the bits of a new id, and each restored environment gets others.
        Span<byte> id = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(id);
        return (BinaryPrimitives.ReadUInt64BigEndian(id[8..]) & RandomBits) / (double)(RandomBits + 1);
    }

    /// <summary>Starts work that should not block its thread.</summary>
    /// <param name="work">The work. Return before it runs: it may call a handler that blocks.</param>
    public virtual void Start(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);

    /// <summary>Starts work that blocks its thread: see <see cref="BatchOptions.BlockingHandlers"/>.</summary>
    /// <param name="work">The work. By default it runs on a new background thread.</param>
    public virtual void StartBlocking(IThreadPoolWorkItem work) =>
        new Thread(static work => ((IThreadPoolWorkItem)work!).Execute()) { IsBackground = true, Name = "SqsLambda.Batch handler" }.UnsafeStart(work);
}
