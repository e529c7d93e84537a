namespace SqsLambda.Local.Hosting.Children;

/// <summary>Where the Runtime API listens, whom it serves, and what it tells.</summary>
internal sealed record RuntimeApiOptions
{
    /// <summary>The port on 127.0.0.1: 1 to 65,535, or 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>Host names to serve besides those of the loopback interface, without a port.</summary>
    public IReadOnlyCollection<string> AllowedHosts { get; init; } = [];

    /// <summary>Is told once of each feature that a runtime asked for and does not get.</summary>
    public Action<string> Refused { get; init; } = static _ => { };

    /// <summary>Is told what a runtime reported in place of asking for its first event.</summary>
    public Action<string> InitFailed { get; init; } = static _ => { };
}
