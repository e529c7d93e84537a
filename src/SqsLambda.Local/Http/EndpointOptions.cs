using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http;

/// <summary>The port of the endpoint, the hosts that it serves and its limits.</summary>
internal sealed record EndpointOptions
{
    /// <summary>
    /// The maximum size of a request body: 8 MiB. A message of 1 MiB may take 6 MiB in JSON, which can write a byte as six (<c>\u003C</c>). A
    /// message that is slightly too long must still be read, to get the error of SQS.
    /// </summary>
    public const int MaxBodyBytes = 8 * SqsLimits.MessageBytes;

    /// <summary>The port on 127.0.0.1: 1 to 65,535, or 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>Host names to serve besides those of the loopback interface, without a port.</summary>
    public IReadOnlyCollection<string> AllowedHosts { get; init; } = [];

    /// <summary>Is given a line for the user: the first region of a client that is no region's name.</summary>
    public Action<string> Notify { get; init; } = static _ => { };

    /// <summary>Pages for browsers; <see langword="null"/> for the page of text that tools get.</summary>
    public IPages? Pages { get; init; }

    /// <summary>The maximum number of connections. Further ones are closed at once.</summary>
    public int MaxConnections { get; init; } = 512;

    /// <summary>The maximum number of bodies larger than <see cref="RequestBody.SmallBytes"/> that are read at a time. Others wait.</summary>
    public int MaxLargeBodies { get; init; } = 16;

    /// <summary>The minimum rate of a body, in bytes per second on average. A slower one ends its connection.</summary>
    public int MinBodyBytesPerSecond { get; init; } = 64 * 1024;

    /// <summary>The time before the rate of a body is checked. More than 1 s.</summary>
    public TimeSpan BodyGracePeriod { get; init; } = TimeSpan.FromSeconds(5);
}
