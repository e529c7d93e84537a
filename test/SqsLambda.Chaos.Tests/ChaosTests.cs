using SqsLambda.Chaos.Tests.Functions;
using Xunit.Abstractions;

namespace SqsLambda.Chaos.Tests;

/// <summary>The engine on a real database, in real processes, while both are killed, stopped and cut off.</summary>
[Trait("Category", "Long")]
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int MessagesToDouble = 200;

    // In the time that a run has, a slow machine makes fewer kills.
    private const int SlownessAllowed = 5;

    [SkippableFact]
    public async Task Each_order_that_is_enlisted_is_recorded_exactly_once()
    {
        ChaosResult result = await RunAsync(FunctionUnderTest.Enlisted, ChaosOptions.FromEnvironment());

        Assert.Equal([], result.Lost);
        Assert.Equal([], result.Doubled);
        Assert.Equal([], result.Unknown);
        Assert.Equal([], result.Crashes);
        Assert.InRange(result.Figures[Figure.FunctionKills], result.Options.Kills / SlownessAllowed, result.Options.Kills);
    }

    /// <summary>Shows that the chaos finds what enlisting prevents.</summary>
    [SkippableFact]
    public async Task Orders_that_are_recorded_by_calls_of_their_own_are_doubled()
    {
        ChaosResult result = await RunAsync(FunctionUnderTest.Direct, ChaosOptions.FromEnvironment() with { Messages = MessagesToDouble });

        Assert.Equal([], result.Lost);
        Assert.NotEmpty(result.Doubled);
    }

    private async Task<ChaosResult> RunAsync(FunctionUnderTest function, ChaosOptions options)
    {
        output.WriteLine($"CHAOS_SEED={options.Seed} CHAOS_MESSAGES={options.Messages}");
        ChaosResult result = await ChaosRun.RunAsync(function, options);
        output.WriteLine($"{result}");
        return result;
    }
}
