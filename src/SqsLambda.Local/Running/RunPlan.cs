using SqsLambda.Local.Mapping;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Sending;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Running;

/// <summary>What a run does, from the options and the function.</summary>
internal sealed record RunPlan(RunOptions Options, FunctionDescription Function)
{
    /// <summary>More processes of one function would be too much for a laptop.</summary>
    public const int MaxProcesses = 20;

    private const int DefaultMaxReceiveCount = 5;

    // An invalid sample is received three times, a second apart, so that the story ends within five seconds.
    private const int StoryMaxReceiveCount = 3;

    // Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping".
    private const int RecommendedTimeouts = 6;

    /// <summary>The name of the queue; <see langword="null"/> for that of the function.</summary>
    public string? QueueName { get; init; }

    /// <summary>How many processes the function has at most, if it does not run in this one: one, or as many as the maximum concurrency that the user sets.</summary>
    public int Processes { get; init; } = ProcessesFor(Options.Mapping.MaximumConcurrency);

    // A process handles one batch at a time. More batches than the minimum would only wait for it.
    public EventSourceMappingSettings Mapping { get; } = Options.Mapping with
    {
        FunctionTimeoutSeconds = Options.FunctionTimeoutSeconds ?? Function.TimeoutSeconds,
        MaximumConcurrency = Options.Mapping.MaximumConcurrency ?? (Function.Program is null ? null : EventSourceMappingSettings.MinMaximumConcurrency),
    };

    public TimeSpan FunctionTimeout => TimeSpan.FromSeconds(Mapping.FunctionTimeoutSeconds);

    /// <summary>The processes for a maximum concurrency that the user sets.</summary>
    public static int ProcessesFor(int? maximumConcurrency) => Math.Min(maximumConcurrency ?? 1, MaxProcesses);

    /// <summary>Whether the run sends the samples of the function to a queue of this process.</summary>
    public bool SendsSamples { get; } = Options.QueueUrl is null
        && (Options.Send is null
            || (Options.Send != "-" && Function.Samples.File is { } file && Path.GetFullPath(Options.Send) == Path.GetFullPath(file)));

    /// <summary>Whether returned samples come back after a second, and not when the visibility timeout ends.</summary>
    public bool HurriesSamples => SendsSamples && Function.Samples.File is not null && Options.VisibilityTimeoutSeconds is null;

    public QueueOptions Queue => new(
        Options.Fifo || Function.Laptop.Fifo,
        Options.VisibilityTimeoutSeconds
            ?? Math.Min((RecommendedTimeouts * Mapping.FunctionTimeoutSeconds) + Mapping.MaximumBatchingWindowInSeconds, SqsLimits.VisibilityTimeoutSeconds),
        Options.MaxReceiveCount ?? (HurriesSamples ? StoryMaxReceiveCount : DefaultMaxReceiveCount));

    /// <summary>What AWS or the laptop recommends against in this run.</summary>
    public IEnumerable<string> Advice(IRunQueue queue)
    {
        IEnumerable<string> advice = Mapping.Advice(
            queue.Source.VisibilityTimeout,
            // Those of the samples' story are not the user's choice.
            HurriesSamples && Options.MaxReceiveCount is null ? DefaultMaxReceiveCount : queue.MaxReceiveCount,
            Options.ReservedConcurrency);
        string region = FunctionEnvironments.RegionOf(this);
        return queue.Region is null || queue.Region == region ? advice
            : advice.Prepend($"{FunctionEnvironments.RegionSourceOf(this)} is '{region}', which is no name of a region: the queues are in {queue.Region}");
    }

    /// <exception cref="UsageException">The file cannot be read.</exception>
    public MessageLines OpenLines() =>
        Options.Send is { } file ? MessageLines.Open(file)
        : SendsSamples ? MessageLines.Of(Function.Samples)
        : MessageLines.None;
}
