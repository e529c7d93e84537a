using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.CommandLine;

/// <summary>The options of the command line.</summary>
internal sealed class SimulationOptions
{
    private const long DefaultBatches = 100_000;

    private readonly Option<ulong?> _seed = new("--seed")
    {
        Description = "The seed of all scenarios. [default: a new one]",
        CustomParser = static result => Number(result, ulong.MinValue, ulong.MaxValue),
        HelpName = "NUMBER",
    };

    private readonly Option<long?> _batches = new("--batches")
    {
        Description = $"How many batches to run at least. [default: {DefaultBatches}]",
        CustomParser = static result => Number(result, 1, 1_000_000_000_000L),
        HelpName = "NUMBER",
    };

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "How many scenarios run at the same time. It does not change the result. [default: one for each processor]",
        CustomParser = static result => Number(result, 1, 256),
        HelpName = "NUMBER",
    };

    private readonly Option<bool> _trace = new("--trace") { Description = "Print what happens, one line for each event." };

    private readonly Option<ulong?> _scenario = new("--scenario")
    {
        Description = "Run one scenario alone, by its own seed. The options below need it, and leave out parts of it.",
        CustomParser = static result => Number(result, ulong.MinValue, ulong.MaxValue),
        HelpName = "NUMBER",
    };

    private readonly Option<int[]?> _messages = new("--messages")
    {
        Description = "Send only these messages of the scenario.",
        CustomParser = static result => List(result, static (string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number), "numbers"),
        HelpName = "N,N",
    };

    private readonly Option<FaultKind[]?> _without = new("--without")
    {
        Description = $"Faults that must not happen: {string.Join(", ", Enum.GetNames<FaultKind>())}.",
        CustomParser = Faults,
        HelpName = "NAME,NAME",
    };

    private readonly Option<FaultKind[]?> _only = new("--only")
    {
        Description = $"The only faults that may happen: names as for --without, or {ScenarioChoice.NoFault}.",
        CustomParser = static result => result.Tokens[0].Value == ScenarioChoice.NoFault ? [] : Faults(result),
        HelpName = "NAME,NAME",
    };

    private readonly Option<int?> _maxFaults = new("--max-faults")
    {
        Description = "Nothing goes wrong after this many faults.",
        CustomParser = static result => Number(result, 0, int.MaxValue),
        HelpName = "NUMBER",
    };

    private readonly Option<int?> _maxInvocations = new("--max-invocations")
    {
        Description = "Invocations at the same time, at most.",
        CustomParser = static result => Number(result, 1, int.MaxValue),
        HelpName = "NUMBER",
    };

    private delegate bool TryParse<T>(string text, out T value);

    public List<Option> All => [_seed, _batches, _threads, _trace, _scenario, _messages, _without, _only, _maxFaults, _maxInvocations];

    public ulong Seed(ParseResult result) => result.GetValue(_seed) ?? (ulong)Random.Shared.NextInt64();

    public long Batches(ParseResult result) => result.GetValue(_batches) ?? DefaultBatches;

    public int Threads(ParseResult result) => result.GetValue(_threads) ?? Environment.ProcessorCount;

    public bool HasTrace(ParseResult result) => result.GetValue(_trace);

    /// <summary>The one scenario to run; <see langword="null"/> to run many.</summary>
    public ScenarioChoice? Scenario(ParseResult result) => result.GetValue(_scenario) is not { } seed ? null : new(seed)
    {
        Messages = result.GetValue(_messages) is { Length: > 0 } messages ? messages : null,
        Without = new HashSet<FaultKind>(
            result.GetResult(_only) is null ? result.GetValue(_without) ?? [] : Enum.GetValues<FaultKind>().Except(result.GetValue(_only) ?? [])),
        MaxFaults = result.GetValue(_maxFaults) ?? int.MaxValue,
        MaxInvocations = result.GetValue(_maxInvocations) ?? int.MaxValue,
    };

    /// <summary>What is wrong with options that are valid one by one; <see langword="null"/> if nothing is.</summary>
    public string? Conflict(ParseResult result)
    {
        if (Scenario(result) is not { } choice)
        {
            return First(result, _messages, _without, _only, _maxFaults, _maxInvocations) is { } part ? $"{part.Name} needs --scenario." : null;
        }

        if (First(result, _seed, _batches, _threads) is { } ofCampaign)
        {
            return $"{ofCampaign.Name} is for many scenarios: it does not go with --scenario.";
        }

        if (result.GetResult(_only) is not null && result.GetResult(_without) is not null)
        {
            return "--only does not go with --without.";
        }

        int count = new Settings(choice, new(choice)).MessageCount;
        return choice.Messages?.FirstOrDefault(number => number >= count, -1) is >= 0 and int unknown
            ? $"--messages is {unknown}: the scenario has {(count == 1 ? "message 0 only" : $"the messages 0 to {count - 1}")}."
            : null;
    }

    private static Option? First(ParseResult result, params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
        {
            if (result.GetResult(option) is not null)
            {
                return option;
            }
        }

        return null;
    }

    private static T? Number<T>(ArgumentResult result, T min, T max)
        where T : struct, IBinaryInteger<T>
    {
        string text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number) && number >= min && number <= max)
        {
            return number;
        }

        result.AddError($"{NameOf(result)} is {text}: allowed is {min} to {max}.");
        return null;
    }

    private static FaultKind[]? Faults(ArgumentResult result) => List(
        result, static (string text, out FaultKind kind) => Enum.TryParse(text, ignoreCase: true, out kind) && Enum.IsDefined(kind), "names of faults");

    private static T[]? List<T>(ArgumentResult result, TryParse<T> tryParse, string allowed)
    {
        var values = new List<T>();
        foreach (string text in result.Tokens[0].Value.Split(','))
        {
            if (!tryParse(text, out T value))
            {
                result.AddError($"{NameOf(result)} is {result.Tokens[0].Value}: allowed are {allowed}, with commas between them.");
                return null;
            }

            values.Add(value);
        }

        return [.. values];
    }

    private static string NameOf(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}
