namespace SqsLambda.Local.Hosting.Children;

/// <summary>Where the Runtime API listens, whom it serves, and what it tells.</summary>
internal sealed record RuntimeApiOptions
{
    /// <summary>The port on 127.0.0.1: 1 to 65,535, or 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>Host names to serve besides those of the loopback interface, without a port.</summary>
    public IReadOnlyCollection<string> AllowedHosts { get; init; } = [];

    /// <summary>Whether its processes are the laptop's own, which tell what became of each message (<see cref="RuntimeEvent.OutcomesHeader"/>).</summary>
    public bool AsksForOutcomes { get; init; }

    /// <summary>
    /// Whether the processes are started elsewhere, so that nobody sees when one ends. If they are, an init error of one says nothing about the others. If
    /// not, it fails the event that waits.
    /// </summary>
    public bool IsForProcessesElsewhere { get; init; }

    /// <summary>
    /// How many processes may have an event at the same time: 1 or more. When all of those events are out and another process asks, one whose process
    /// has closed its connection is given up.
    /// </summary>
    public int MaxTaken { get; init; } = int.MaxValue;

    /// <summary>Is given what a runtime reported in place of asking for its first event, in one line.</summary>
    public Action<string> InitFailed { get; init; } = static _ => { };

    /// <summary>Is given a line for the user: once for each feature that a runtime asked for and does not get, and for the first unknown path.</summary>
    public Action<string> Notify { get; init; } = static _ => { };
}
