using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http;

/// <summary>Where the endpoint listens, whom it serves and how much it takes.</summary>
internal sealed record EndpointOptions
{
    /// <summary>
    /// The longest request body: 8 MiB. A message of 1 MiB may come as 6 MiB, since JSON can write one byte as six (<c>\u003C</c>), and a
    /// message that is too long must still be read to be answered as SQS does.
    /// </summary>
    public const int MaxBodyBytes = 8 * SqsLimits.MessageBytes;

    /// <summary>The port on 127.0.0.1: 1 to 65,535, or 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>Host names to serve besides those of the loopback interface, without a port.</summary>
    public IReadOnlyCollection<string> AllowedHosts { get; init; } = [];

    /// <summary>The most connections at a time. One more is closed at once.</summary>
    public int MaxConnections { get; init; } = 512;

    /// <summary>The most bodies of more than <see cref="RequestBody.SmallBytes"/> that are read at a time. The others wait.</summary>
    public int MaxLargeBodies { get; init; } = 16;

    /// <summary>A body that arrives more slowly than this many bytes a second, on average, ends its connection.</summary>
    public int MinBodyBytesPerSecond { get; init; } = 64 * 1024;

    /// <summary>How long a body may take before its rate counts. More than 1 s.</summary>
    public TimeSpan BodyGracePeriod { get; init; } = TimeSpan.FromSeconds(5);
}
