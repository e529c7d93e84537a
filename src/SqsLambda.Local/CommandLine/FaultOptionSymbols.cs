using System.CommandLine;
using SqsLambda.Local.Faults;

namespace SqsLambda.Local.CommandLine;

/// <summary>The options that make things go wrong, as the command line knows them.</summary>
internal sealed class FaultOptionSymbols
{
    private readonly IReadOnlyDictionary<FaultKind, Option<double>> _percentages = new Dictionary<FaultKind, Option<double>>
    {
        [FaultKind.Duplicate] = Percentage("--fault-duplicate", "Process a batch twice at the same time; with --fifo one time after the other."),
        [FaultKind.Shuffle] = Percentage("--fault-shuffle", "Let a receive bring few messages, and without --fifo in any order."),
        [FaultKind.Throttle] = Percentage("--fault-throttle", "Throttle an invocation. Each attempt is drawn by itself."),
        [FaultKind.Crash] = Percentage("--fault-crash", "End an invocation after the handler ran and before the response."),
        [FaultKind.Delete] = Percentage("--fault-delete", "Do not delete a message that is done: it comes back."),
    };

    private readonly Option<long?> _seed = new("--seed")
    {
        Description = "Repeat the faults of an earlier run: it says its seed. Any whole number of 64 bits. [default: another one each run]",
        CustomParser = static result => OptionValues.Whole(result, long.MinValue, long.MaxValue),
        HelpName = "NUMBER",
    };

    /// <summary>The options, as the help shows them.</summary>
    public OptionGroup Group => new(
        "Faults, as they happen on AWS: in percent of the receives of messages, 0 to 100",
        [.. _percentages.Values.Select(static option => ((Option)option, (string?)"10")), (_seed, "1")]);

    public IReadOnlyDictionary<FaultKind, double> Read(ParseResult result) =>
        _percentages.ToDictionary(static fault => fault.Key, fault => result.GetValue(fault.Value));

    public long? ReadSeed(ParseResult result) => result.GetValue(_seed);

    private static Option<double> Percentage(string name, string description) => new(name)
    {
        Description = $"{description} [default: 0]",
        CustomParser = static result => OptionValues.Percentage(result),
        DefaultValueFactory = static _ => 0,
        HelpName = "PERCENT",
    };
}
