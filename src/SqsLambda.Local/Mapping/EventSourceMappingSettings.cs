using SqsLambda.Local.Mapping.Filters;

namespace SqsLambda.Local.Mapping;

/// <summary>The parameters of an event source mapping for SQS, with Lambda's names and defaults, and the function's timeout.</summary>
internal sealed record EventSourceMappingSettings
{
    public const int MaxBatchSizeWithoutWindow = 10;
    public const int MaxBatchSize = 10_000;
    public const int MaxBatchingWindowSeconds = 300;
    public const int MinMaximumConcurrency = 2;
    public const int MaxMaximumConcurrency = 1_000;
    public const int MaxFunctionTimeoutSeconds = 900;

    private const string BatchSizeHint = "--batch-size, or batchSize in a functions file";
    private const string BatchingWindowHint = "--batching-window, or batchingWindow in a functions file";
    private const int RecommendedTimeouts = 6;
    private const int RecommendedReceives = 5;
    private const int RecommendedReservedConcurrency = 5;

    /// <summary>1 to 10,000 messages; more than 10 need a window; at most 10 on FIFO.</summary>
    public int BatchSize { get; init; } = 10;

    /// <summary>0 to 300 s; not on FIFO.</summary>
    public int MaximumBatchingWindowInSeconds { get; init; }

    /// <summary>2 to 1,000 invocations at once; <see langword="null"/> for no limit.</summary>
    public int? MaximumConcurrency { get; init; }

    /// <summary>1 to 900 s.</summary>
    public int FunctionTimeoutSeconds { get; init; } = 3;

    /// <summary>Which messages reach the function; by default all.</summary>
    public FilterCriteria FilterCriteria { get; init; } = FilterCriteria.Parse([]);

    /// <summary>Whether <c>FunctionResponseTypes</c> holds <c>ReportBatchItemFailures</c>.</summary>
    public bool ReportBatchItemFailures { get; init; } = true;

    /// <summary>
    /// How long a received message is hidden; null for the queue's visibility timeout. If that is shorter than the batching window and the
    /// function's timeout together, Lambda asks for both plus 30 s. (Lambda Developer Guide of 2022, "Using Lambda with Amazon SQS"; the
    /// current page does not mention it.)
    /// </summary>
    public TimeSpan? EffectiveVisibilityTimeout(TimeSpan queueVisibilityTimeout)
    {
        int needed = MaximumBatchingWindowInSeconds + FunctionTimeoutSeconds;
        return MaximumBatchingWindowInSeconds > 0 && needed > queueVisibilityTimeout.TotalSeconds ? TimeSpan.FromSeconds(needed + 30) : null;
    }

    /// <summary>Returns the error with which Lambda refuses these parameters, or <see langword="null"/> if it accepts them.</summary>
    public Refusal? Validate(bool isFifo, TimeSpan queueVisibilityTimeout) =>
        OutOfRange("batchSize", BatchSize, 1, MaxBatchSize, BatchSizeHint)
        ?? OutOfRange("maximumBatchingWindowInSeconds", MaximumBatchingWindowInSeconds, 0, MaxBatchingWindowSeconds, BatchingWindowHint)
        ?? OutOfRange(
            "scalingConfig.maximumConcurrency", MaximumConcurrency ?? MinMaximumConcurrency, MinMaximumConcurrency, MaxMaximumConcurrency,
            "--maximum-concurrency, or maximumConcurrency in a functions file")
        ?? OutOfRange("timeout", FunctionTimeoutSeconds, 1, MaxFunctionTimeoutSeconds, "--function-timeout, or timeout in a functions file")
        ?? this switch
        {
            { MaximumBatchingWindowInSeconds: > 0 } when isFifo => new("Batching window is not supported for FIFO queues", BatchingWindowHint),
            { BatchSize: > MaxBatchSizeWithoutWindow } when isFifo =>
                new($"Batch size is {BatchSize}: FIFO queues allow at most {MaxBatchSizeWithoutWindow}", BatchSizeHint),
            { BatchSize: > MaxBatchSizeWithoutWindow, MaximumBatchingWindowInSeconds: 0 } => new(
                "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10: set a batching window",
                BatchingWindowHint),
            _ when FunctionTimeoutSeconds > queueVisibilityTimeout.TotalSeconds => new(
                $"Queue visibility timeout: {queueVisibilityTimeout.TotalSeconds} seconds is less than Function timeout: {FunctionTimeoutSeconds} seconds",
                "--visibility-timeout must be at least --function-timeout; in a functions file, visibilityTimeout at least timeout; "
                + "with --queue-url, the queue's own visibility timeout counts"),
            _ => null,
        };

    /// <summary>Returns warnings for parameters that AWS accepts and recommends against.</summary>
    /// <param name="queueVisibilityTimeout">The queue's visibility timeout.</param>
    /// <param name="maxReceiveCount">The receives before a message goes to the dead-letter queue; <see langword="null"/> if there is none.</param>
    /// <param name="reservedConcurrency">The function's reserved concurrency, if it has one.</param>
    /// <remarks>Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping" and "Configuring scaling behavior".</remarks>
    public IEnumerable<string> Advice(TimeSpan queueVisibilityTimeout, int? maxReceiveCount, int? reservedConcurrency)
    {
        int recommended = (RecommendedTimeouts * FunctionTimeoutSeconds) + MaximumBatchingWindowInSeconds;
        if (queueVisibilityTimeout.TotalSeconds < recommended)
        {
            yield return $"the visibility timeout is {queueVisibilityTimeout.TotalSeconds} s; AWS recommends at least {recommended} s: "
                + $"{RecommendedTimeouts} times the function's timeout, and the batching window";
        }

        if (maxReceiveCount is null)
        {
            yield return "the queue has no dead-letter queue: a message that always fails comes back until its retention ends";
        }
        else if (maxReceiveCount < RecommendedReceives)
        {
            yield return $"maxReceiveCount is {maxReceiveCount}; AWS recommends at least {RecommendedReceives}, since throttling costs receives too";
        }

        if (MaximumConcurrency > reservedConcurrency)
        {
            yield return $"the maximum concurrency is {MaximumConcurrency}, more than the reserved concurrency of {reservedConcurrency}: "
                + "messages are throttled, and may be dead-lettered without ever reaching the function";
        }
        else if (MaximumConcurrency is null && reservedConcurrency < RecommendedReservedConcurrency)
        {
            yield return $"the reserved concurrency is {reservedConcurrency}; AWS recommends at least {RecommendedReservedConcurrency}, "
                + "since that many batches are polled at once: messages are throttled, and may be dead-lettered without ever reaching the function";
        }
    }

    private static Refusal? OutOfRange(string name, int value, int min, int max, string hint) =>
        value < min ? new(Violation(name, value, $"greater than or equal to {min}"), hint)
        : value > max ? new(Violation(name, value, $"less than or equal to {max}"), hint)
        : null;

    private static string Violation(string name, int value, string bound) =>
        $"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: Member must have value {bound}";
}
