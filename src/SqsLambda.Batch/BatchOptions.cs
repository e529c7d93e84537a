using SqsLambda.Batch.Failures;

namespace SqsLambda.Batch;

/// <summary>How a batch is processed.</summary>
public sealed record BatchOptions
{
    /// <summary>The lowest <see cref="MaxDegreeOfParallelism"/>: one message after the other.</summary>
    public const int MinDegreeOfParallelism = 1;

    /// <summary>The highest <see cref="MaxDegreeOfParallelism"/>.</summary>
    public const int MaxDegreeOfParallelismLimit = 1_000;

    /// <summary>The default of <see cref="MaxDegreeOfParallelism"/>.</summary>
    public const int DefaultDegreeOfParallelism = 10;

    /// <summary>
    /// How many messages of one batch are handled at the same time: 1 to 1,000, by default 10. On a FIFO queue this counts message groups,
    /// because the messages of one group are handled one after the other.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxDegreeOfParallelism
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, MinDegreeOfParallelism);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxDegreeOfParallelismLimit);
            field = value;
        }
    } = DefaultDegreeOfParallelism;

    /// <summary>
    /// Whether handlers block their thread, as synchronous SDKs do: by default <see langword="false"/>.
    /// <para>
    /// <see langword="true"/>: each of up to <see cref="MaxDegreeOfParallelism"/> workers gets a thread of its own. Handlers run in parallel and
    /// the deadline holds, however long they block. Only what a handler does before its first <see langword="await"/> runs on that thread; the
    /// rest runs on the thread pool.
    /// </para>
    /// <para>
    /// <see langword="false"/>: handlers are called on the thread pool. One that blocks holds a thread of the pool. The other messages still
    /// start and the deadline still holds while the pool has a free thread; when it has none, the pool adds about one a second. A warning names
    /// this option when a handler keeps its thread for 100 ms or more.
    /// </para>
    /// </summary>
    public bool BlockingHandlers { get; init; }

    /// <summary>What happens to the messages that are not done.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public FailurePolicy Failures { get; init => field = value ?? throw new ArgumentNullException(nameof(Failures)); } = new();

    /// <summary>Are told what happened to each message and each batch: by default none.</summary>
    /// <exception cref="ArgumentException">The value or one of the observers is <see langword="null"/>.</exception>
    public IReadOnlyList<IBatchObserver> Observers
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            IBatchObserver[] observers = [.. value];
            field = Array.TrueForAll(observers, static observer => observer is not null)
                ? observers
                : throw new ArgumentException("One of the observers is null.", nameof(Observers));
        }
    } = [];

    /// <summary>The clock, ids, random numbers and threads of the engine: by default <see cref="BatchRuntime.System"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public BatchRuntime Runtime { get; init => field = value ?? throw new ArgumentNullException(nameof(Runtime)); } = BatchRuntime.System;
}
