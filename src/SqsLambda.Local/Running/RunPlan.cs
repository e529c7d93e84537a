using SqsLambda.Local.Mapping;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Running;

/// <summary>What a run does, from the options and the function.</summary>
internal sealed record RunPlan(RunOptions Options, FunctionDescription Function)
{
    private const int DefaultMaxReceiveCount = 5;

    // An invalid sample is received three times, a second apart, so that the story ends within five seconds.
    private const int StoryMaxReceiveCount = 3;

    // Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping".
    private const int RecommendedTimeouts = 6;

    /// <summary>The name of the queue; <see langword="null"/> for that of the function.</summary>
    public string? QueueName { get; init; }

    /// <summary>With a functions file: how many processes the function has at most.</summary>
    public int Processes { get; init; } = 1;

    // A process handles one batch at a time: more would only wait for it.
    public EventSourceMappingSettings Mapping { get; } = Options.Mapping with
    {
        FunctionTimeoutSeconds = Options.FunctionTimeoutSeconds ?? Function.TimeoutSeconds,
        MaximumConcurrency = Options.Mapping.MaximumConcurrency ?? (Function.Program is null ? null : EventSourceMappingSettings.MinMaximumConcurrency),
    };

    public TimeSpan FunctionTimeout => TimeSpan.FromSeconds(Mapping.FunctionTimeoutSeconds);

    /// <summary>Whether the run sends the samples of the function to a queue of this process.</summary>
    public bool SendsSamples { get; } = Options.QueueUrl is null
        && (Options.Send is null
            || (Options.Send != "-" && Function.Samples.File is { } file && Path.GetFullPath(Options.Send) == Path.GetFullPath(file)));

    /// <summary>Whether returned samples come back after a second, and not when the visibility timeout ends.</summary>
    public bool HurriesSamples => SendsSamples && Options.VisibilityTimeoutSeconds is null;

    public QueueOptions Queue => new(
        Options.Fifo || Function.Laptop.Fifo,
        Options.VisibilityTimeoutSeconds
            ?? Math.Min((RecommendedTimeouts * Mapping.FunctionTimeoutSeconds) + Mapping.MaximumBatchingWindowInSeconds, SqsLimits.VisibilityTimeoutSeconds),
        Options.MaxReceiveCount ?? (HurriesSamples ? StoryMaxReceiveCount : DefaultMaxReceiveCount));

    /// <summary>The receives that AWS's advice is about. Those of the samples' story are not the user's choice.</summary>
    public int? AdvisedReceiveCount(int? actual) => HurriesSamples && Options.MaxReceiveCount is null ? DefaultMaxReceiveCount : actual;

    /// <exception cref="UsageException">The file cannot be read.</exception>
    public MessageLines OpenLines() =>
        Options.Send is { } file ? MessageLines.Open(file)
        : SendsSamples ? MessageLines.Of(Function.Samples)
        : MessageLines.None;
}
