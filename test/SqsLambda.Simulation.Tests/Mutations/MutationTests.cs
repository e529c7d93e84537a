using System.Globalization;
using System.Text.RegularExpressions;
using SqsLambda.Tests.Commands;
using Xunit.Abstractions;

namespace SqsLambda.Simulation.Tests.Mutations;

/// <summary>The simulator finds faults: each small mutation of the engine breaks an invariant within 100,000 batches.</summary>
[Trait("Category", "Long")]
public sealed partial class MutationTests(MutatedEngine engine, ITestOutputHelper output) : IClassFixture<MutatedEngine>
{
    private const ulong Seed = 1;
    private const int MaxBatches = 100_000;

    public static TheoryData<string> Names => [.. Mutation.All.Select(static mutation => mutation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_simulator_finds_the_mutation(string name)
    {
        Mutation mutation = Mutation.All.Single(mutation => mutation.Name == name);
        await engine.BuildAsync(mutation);
        CommandResult result = await engine.SimulateAsync("--seed", $"{Seed}", "--batches", $"{MaxBatches}");

        Match violation = Violation().Match(result.Output);
        Assert.True(violation.Success, $"Nothing was found, exit code {result.ExitCode}: {result.Output}{result.Error}");
        output.WriteLine($"{name}: {violation.Groups["invariant"]} after {BatchesOf(result.Output)} batches");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(violation.Groups["invariant"].Value, mutation.FoundBy);

        CommandResult smallest = await engine.SimulateAsync(Smallest().Match(result.Output).Groups[1].Value.Split(' '));
        Assert.Equal(1, smallest.ExitCode);
        Assert.StartsWith($"{violation.Groups["invariant"]}: ", smallest.Output.Split('\n')[^1], StringComparison.Ordinal);
        Assert.EndsWith(smallest.Output, result.Output, StringComparison.Ordinal);
    }

    private static int BatchesOf(string output) => int.Parse(Batches().Match(output).Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex("^VIOLATION .*\n(?<invariant>[A-Za-z]+): expected that ", RegexOptions.Multiline)]
    private static partial Regex Violation();

    [GeneratedRegex("^The smallest scenario that was found: (.*)$", RegexOptions.Multiline)]
    private static partial Regex Smallest();

    [GeneratedRegex(@"^Batches +([\d,]+)", RegexOptions.Multiline)]
    private static partial Regex Batches();
}
