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
    /// Maximum number of messages of one batch that are handled at the same time: 1 to 1,000, by default 10. On a FIFO queue it is the maximum
    /// number of message groups, because the messages of one group are handled one after the other.
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
    /// <see langword="true"/>: up to <see cref="MaxDegreeOfParallelism"/> workers call the handlers, each worker on its own thread. Handlers run
    /// in parallel and the invocation answers in time, even if they block. The code before a handler's first <see langword="await"/> runs on the
    /// worker's thread; the rest runs on the thread pool.
    /// </para>
    /// <para>
    /// <see langword="false"/>: handlers are called on the thread pool. A handler that blocks keeps a thread of the pool. While the pool has a
    /// free thread, the other messages still start and the invocation still answers in time. When the pool has no free thread, it adds about one
    /// a second. If a handler keeps its thread for 100 ms or more and so delays other messages or the answer, a warning
    /// names this option.
    /// </para>
    /// </summary>
    public bool BlockingHandlers { get; init; }

    /// <summary>What happens to messages that fail or do not start.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public FailurePolicy Failures { get; init => field = value ?? throw new ArgumentNullException(nameof(Failures)); } = new();

    /// <summary>Receive the outcome of each message and the summary of each batch. By default there are none.</summary>
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
