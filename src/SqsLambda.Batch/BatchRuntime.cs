namespace SqsLambda.Batch;

/// <summary>
/// Gives the engine its clock, ids, random numbers and threads. Override it to control all of them, for example in a simulation that is
/// repeated from a seed.
/// </summary>
/// <remarks>Invocations that run at the same time call it at the same time.</remarks>
public class BatchRuntime
{
    /// <summary>Creates a runtime with a clock of your own.</summary>
    /// <param name="timeProvider">The clock and the source of timers.</param>
    /// <exception cref="ArgumentNullException"><paramref name="timeProvider"/> is <see langword="null"/>.</exception>
    public BatchRuntime(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        TimeProvider = timeProvider;
    }

    /// <summary>The runtime that is used by default: the system's clock and the thread pool.</summary>
    public static BatchRuntime System { get; } = new(TimeProvider.System);

    /// <summary>The clock and the source of timers.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Creates the id of an invocation, by which it owns its claims.</summary>
    /// <returns>A text that no other invocation gets: 32 hexadecimal digits.</returns>
    public virtual string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>Draws a random number, for the jitter of retries.</summary>
    /// <returns>0 or more, and less than 1.</returns>
    public virtual double NextDouble() => Random.Shared.NextDouble();

    /// <summary>Starts work that may wait but should not block its thread.</summary>
    /// <param name="work">The work. Do not run it before this method returns: it may call a handler that blocks.</param>
    public virtual void Start(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);

    /// <summary>Starts work that blocks its thread: see <see cref="BatchOptions.BlockingHandlers"/>.</summary>
    /// <param name="work">The work. By default it gets a new background thread, which ends with it.</param>
    public virtual void StartBlocking(IThreadPoolWorkItem work) =>
        new Thread(static work => ((IThreadPoolWorkItem)work!).Execute()) { IsBackground = true, Name = "SqsLambda.Batch handler" }.UnsafeStart(work);
}
