using System.Globalization;
using SqsLambda.Simulation.CommandLine;
using SqsLambda.Simulation.Scenarios;
using Xunit.Abstractions;

namespace SqsLambda.Simulation.Tests;

/// <summary>Many scenarios hold every invariant: of fixed seeds always, and of the one in <c>SIMULATION_SEED</c>, a new one in each run of the CI.</summary>
public sealed class CampaignTests(ITestOutputHelper output)
{
    private const int Batches = 5_000;

    public static TheoryData<ulong> Seeds
    {
        get
        {
            TheoryData<ulong> seeds = [1, 2, 3, 4, 5];
            if (Environment.GetEnvironmentVariable("SIMULATION_SEED") is { Length: > 0 } seed)
            {
                seeds.Add(ulong.Parse(seed, CultureInfo.InvariantCulture));
            }

            return seeds;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_invariant_holds(ulong seed)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        int exitCode = SimulationProgram.Run(["--seed", $"{seed}", "--batches", $"{Batches}"], text, text);

        output.WriteLine(text.ToString());
        Assert.True(exitCode == 0, text.ToString());
    }

    [Fact]
    public void The_number_of_threads_does_not_change_the_result()
    {
        Campaign one = new(seed: 7, batches: 500, threads: 1), three = new(seed: 7, batches: 500, threads: 3);

        Assert.Null(one.Run());
        Assert.Null(three.Run());

        Assert.All(Enum.GetValues<Figure>(), figure => Assert.Equal(one.Figures[figure], three.Figures[figure]));
    }

    /// <summary>The figures show that the scenarios reach what they are for.</summary>
    [Fact]
    public void Every_kind_of_fault_and_every_documented_way_occurs()
    {
        var campaign = new Campaign(seed: 1, batches: 20_000, Environment.ProcessorCount);

        Assert.Null(campaign.Run());

        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.True(campaign.Figures[kind] > 0, $"{kind} did not occur."));
        Assert.All(Enum.GetValues<DoubledWay>(), way => Assert.True(campaign.Figures[way] > 0, $"{way} did not occur."));
        Assert.All(Enum.GetValues<Figure>(), figure => Assert.True(campaign.Figures[figure] > 0, $"{figure} did not occur."));
    }
}
