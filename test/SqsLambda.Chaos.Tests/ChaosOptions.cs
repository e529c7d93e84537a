using System.Globalization;

namespace SqsLambda.Chaos.Tests;

/// <summary>How large a run is.</summary>
internal sealed record ChaosOptions
{
    /// <summary>How many orders are sent for each kill.</summary>
    public const int MessagesPerKill = 40;

    private const int DefaultMessages = 2_000;

    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LimitPerKill = TimeSpan.FromSeconds(4);

    /// <summary>What everything is drawn from. The functions are real, so a seed repeats what is drawn, not when it happens.</summary>
    public required int Seed { get; init; }

    /// <summary>How many orders are sent. If the queue is empty before all kills are done, a few more are.</summary>
    public required int Messages { get; init; }

    /// <summary>How many functions are killed in the middle of a batch.</summary>
    public int Kills => Messages / MessagesPerKill;

    /// <summary>After this time, nothing more is sent or killed: 90 seconds up to the default number of orders, 4 seconds for each kill above.</summary>
    public TimeSpan Limit => Messages <= DefaultMessages ? DefaultLimit : LimitPerKill * Kills;

    /// <summary>Reads <c>CHAOS_MESSAGES</c>, by default 2,000, and <c>CHAOS_SEED</c>, by default a new one.</summary>
    public static ChaosOptions FromEnvironment() => new()
    {
        Seed = Read("CHAOS_SEED", 0) ?? Random.Shared.Next(),
        Messages = Read("CHAOS_MESSAGES", MessagesPerKill) ?? DefaultMessages,
    };

    private static int? Read(string name, int min) => Environment.GetEnvironmentVariable(name) switch
    {
        null or "" => null,
        string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min => number,
        string text => throw new ArgumentException($"{name} is '{text}': allowed is a whole number from {min}."),
    };
}
