using SqsLambda.Simulation.Scenarios;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Simulation.Tests;

/// <summary>A seed has one course, in each process.</summary>
public sealed class ReplayTests
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    [Fact]
    public async Task Two_processes_with_the_same_seed_print_the_same_trace()
    {
        CommandResult[] results = await Task.WhenAll(TraceAsync(seed: 11), TraceAsync(seed: 11), TraceAsync(seed: 12));

        Assert.All(results, static result => Assert.Equal((0, ""), (result.ExitCode, result.Error)));
        Assert.True(results[0].Output.Length > 10_000, results[0].Output);
        Assert.Equal(results[0].Output, results[1].Output);
        Assert.NotEqual(results[0].Output, results[2].Output);
    }

    [Fact]
    public void A_scenario_that_runs_alone_takes_the_same_course_as_in_its_campaign()
    {
        using StringWriter campaign = new(), alone = new();
        new Campaign(seed: 3, batches: 1, threads: 1, campaign).Run();

        Scenario.Run(new(Campaign.SeedOf(seed: 3, number: 0)), alone);

        Assert.Equal(campaign.ToString(), alone.ToString());
    }

    private static Task<CommandResult> TraceAsync(int seed) => Command.RunAsync(
        Command.HangLimit, NoEnvironment, "dotnet", Path.Combine(AppContext.BaseDirectory, "SqsLambda.Simulation.dll"),
        "--seed", $"{seed}", "--batches", "200", "--trace");
}
