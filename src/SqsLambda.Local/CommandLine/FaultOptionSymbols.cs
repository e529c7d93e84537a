using System.CommandLine;
using System.Globalization;
using SqsLambda.Local.Faults;

namespace SqsLambda.Local.CommandLine;

/// <summary>The options that make things go wrong, as the command line knows them.</summary>
internal sealed class FaultOptionSymbols
{
    private const string Allowed = "0 to 100 percent";

    private readonly IReadOnlyDictionary<FaultKind, Option<double>> _percentages = new Dictionary<FaultKind, Option<double>>
    {
        [FaultKind.Duplicate] = Percentage("--fault-duplicate", "of messages have their batch processed twice: at the same time, or with --fifo one time after the other"),
        [FaultKind.Shuffle] = Percentage("--fault-shuffle", "of receives bring few messages, and without --fifo not in their order"),
        [FaultKind.Throttle] = Percentage("--fault-throttle", "of messages have the invocation of their batch throttled, each attempt by itself"),
        [FaultKind.Crash] = Percentage("--fault-crash", "of messages have the invocation of their batch end after the handler has run and before the response is there"),
        [FaultKind.Delete] = Percentage("--fault-delete", "of messages that are done are not deleted, and come back"),
    };

    private readonly Option<long?> _seed = new("--seed")
    {
        Description = "Repeat which messages meet which fault, by their bodies and receive counts, and which receives are shuffled, by their number in "
            + "the run: any whole number of 64 bits. [default: another one each run]",
        CustomParser = static result => OptionValues.Whole<long>(result, $"a whole number from {long.MinValue} to {long.MaxValue}"),
        HelpName = "NUMBER",
    };

    public IEnumerable<Option> All => [.. _percentages.Values, _seed];

    /// <exception cref="UsageException">A percentage is out of range.</exception>
    public IReadOnlyDictionary<FaultKind, double> Read(ParseResult result)
    {
        var percentages = _percentages.ToDictionary(static fault => fault.Key, fault => result.GetValue(fault.Value));
        foreach ((FaultKind kind, double percentage) in percentages)
        {
            if (percentage is not (>= 0 and <= 100))
            {
                throw new UsageException(string.Create(
                    CultureInfo.InvariantCulture, $"{_percentages[kind].Name} is {percentage}: allowed is {Allowed}."));
            }
        }

        return percentages;
    }

    public long? ReadSeed(ParseResult result) => result.GetValue(_seed);

    private static Option<double> Percentage(string name, string effect) => new(name)
    {
        Description = $"0 to 100 % {effect}.",
        CustomParser = static result => OptionValues.Percentage(result, Allowed),
        DefaultValueFactory = static _ => 0,
        HelpName = "PERCENT",
    };
}
