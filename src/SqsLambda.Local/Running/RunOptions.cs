using SqsLambda.Local.Faults;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Running;

/// <summary>What the command line of a run says.</summary>
internal sealed record RunOptions
{
    /// <summary>Which function to run.</summary>
    public FunctionSelection Function { get; init; } = new();

    /// <summary>A file that describes several functions; <see langword="null"/> for one function in this process.</summary>
    public string? FunctionsFile { get; init; }

    /// <summary>The command line of a program that speaks the Runtime API, to be started by the run; <see langword="null"/> for another kind of function.</summary>
    public string? Command { get; init; }

    /// <summary>The port of the Runtime API, 0 for any, for a process that is started elsewhere; <see langword="null"/> for another kind of function.</summary>
    public int? RuntimeApiPort { get; init; }

    /// <summary>The environment variables that the user sets.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>The environment variables that name DynamoDB tables, and the partition keys of these; beside those of the laptop file.</summary>
    public IReadOnlyDictionary<string, string> Tables { get; init; } = new Dictionary<string, string>();

    public int Port { get; init; } = 9324;

    /// <summary>Host names that the SQS endpoint serves besides those of the loopback interface.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    public string? QueueUrl { get; init; }

    public string? Send { get; init; }

    public bool UntilIdle { get; init; }

    public bool Fifo { get; init; }

    public string? DynamoDb { get; init; }

    /// <summary><see langword="null"/> for six times the function's timeout.</summary>
    public int? VisibilityTimeoutSeconds { get; init; }

    /// <summary><see langword="null"/> for 5, or fewer in the samples' story.</summary>
    public int? MaxReceiveCount { get; init; }

    /// <summary><see langword="null"/> for what the function's description says.</summary>
    public int? FunctionTimeoutSeconds { get; init; }

    public EventSourceMappingSettings Mapping { get; init; } = new();

    /// <summary>How many invocations of the function there may be at once; <see langword="null"/> for no limit.</summary>
    public int? ReservedConcurrency { get; init; }

    public IReadOnlyDictionary<FaultKind, double> Faults { get; init; } = new Dictionary<FaultKind, double>();

    /// <summary><see langword="null"/> for a new one each run.</summary>
    public long? Seed { get; init; }

    public bool Trace { get; init; }

    /// <summary>Whether to show the function's log.</summary>
    public bool Log { get; init; }

    /// <summary>Whether to open the console in the browser.</summary>
    public bool Open { get; init; }

    /// <summary>Whether the function sends what can never succeed to the dead-letter queue itself.</summary>
    public bool DeadLetterAtOnce { get; init; }
}
