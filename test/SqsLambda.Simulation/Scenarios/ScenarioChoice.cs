namespace SqsLambda.Simulation.Scenarios;

/// <summary>Which scenario to run: a seed, and what is left out of what follows from it.</summary>
/// <param name="Seed">The seed of the scenario.</param>
internal sealed record ScenarioChoice(ulong Seed)
{
    /// <summary>What <c>--only</c> says when no fault may happen.</summary>
    public const string NoFault = "None";

    /// <summary>The messages to send, by their numbers; <see langword="null"/> for all.</summary>
    public IReadOnlyList<int>? Messages { get; init; }

    /// <summary>Faults that must not happen.</summary>
    public IReadOnlySet<FaultKind> Without { get; init; } = new HashSet<FaultKind>();

    /// <summary>After this many faults nothing goes wrong any more.</summary>
    public int MaxFaults { get; init; } = int.MaxValue;

    /// <summary>Invocations at the same time, at most; by default as many as follow from the seed.</summary>
    public int MaxInvocations { get; init; } = int.MaxValue;

    /// <summary>Returns the options that repeat this scenario.</summary>
    public override string ToString()
    {
        string text = $"--scenario {Seed}";
        if (Messages is not null)
        {
            text += $" --messages {string.Join(',', Messages)}";
        }

        FaultKind[] left = [.. Enum.GetValues<FaultKind>().Except(Without)];
        if (Without.Count > left.Length)
        {
            text += $" --only {(left.Length == 0 ? NoFault : string.Join(',', left))}";
        }
        else if (Without.Count > 0)
        {
            text += $" --without {string.Join(',', Without.Order())}";
        }

        if (MaxFaults != int.MaxValue)
        {
            text += $" --max-faults {MaxFaults}";
        }

        return MaxInvocations == int.MaxValue ? text : $"{text} --max-invocations {MaxInvocations}";
    }
}
