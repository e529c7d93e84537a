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

    /// <summary>Whether a runtime's init error is told at once. Otherwise the end of its process tells it.</summary>
    public bool TellsInitErrors { get; init; }

    /// <summary>Is given a line for the user: once for each feature that a runtime asked for and does not get, and for the first unknown path.</summary>
    public Action<string> Notify { get; init; } = static _ => { };
}
