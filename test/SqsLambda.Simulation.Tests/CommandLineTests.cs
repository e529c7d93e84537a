using SqsLambda.Simulation.CommandLine;

namespace SqsLambda.Simulation.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--seeds is no option: --help lists them all.", "--seeds", "3")]
    [InlineData("--seed is -1: allowed is 0 to 18446744073709551615.", "--seed", "-1")]
    [InlineData("--batches is many: allowed is 1 to 1000000000000.", "--batches", "many")]
    [InlineData("--without is Sunshine: allowed are names of faults, with commas between them.", "--scenario", "1", "--without", "Sunshine")]
    [InlineData("--messages is 1,x: allowed are numbers, with commas between them.", "--scenario", "1", "--messages", "1,x")]
    [InlineData("--max-faults is -1: allowed is 0 to 2147483647.", "--scenario", "1", "--max-faults", "-1")]
    [InlineData("--without needs --scenario.", "--seed", "1", "--without", "Stall")]
    [InlineData("--only needs --scenario.", "--only", "Stall")]
    [InlineData("--only does not go with --without.", "--scenario", "1", "--only", "Stall", "--without", "IdleEnd")]
    [InlineData("--only is none: allowed are names of faults, with commas between them.", "--scenario", "1", "--only", "none")]
    [InlineData("--messages needs --scenario.", "--messages", "0")]
    [InlineData("--max-faults needs --scenario.", "--max-faults", "1")]
    [InlineData("--max-invocations needs --scenario.", "--max-invocations", "1")]
    [InlineData("--seed is for many scenarios: it does not go with --scenario.", "--scenario", "5", "--seed", "1")]
    [InlineData("--batches is for many scenarios: it does not go with --scenario.", "--scenario", "5", "--batches", "10")]
    [InlineData("--threads is for many scenarios: it does not go with --scenario.", "--scenario", "5", "--threads", "1")]
    [InlineData("--messages is 8: the scenario has the messages 0 to 7.", "--scenario", "2", "--messages", "7,8")]
    public void A_value_that_is_not_allowed_gets_one_line(string line, params string[] args)
    {
        using StringWriter output = new(), error = new();

        Assert.Equal(2, SimulationProgram.Run(args, output, error));

        Assert.Equal(line, error.ToString().TrimEnd());
        Assert.Empty(output.ToString());
    }

    /// <summary>A scenario names the faults that it leaves out, or those that are left if these are fewer.</summary>
    [Theory]
    [InlineData("--scenario 2 --only SlowAnswer,LongHandler", "--only", "LongHandler,SlowAnswer")]
    [InlineData("--scenario 2 --only None", "--only", "None")]
    [InlineData("--scenario 2 --without Stall", "--without", "stall")]
    [InlineData("--scenario 2")]
    public void A_trace_begins_with_the_options_that_repeat_it(string expected, params string[] args)
    {
        using var output = new StringWriter();

        Assert.Equal(0, SimulationProgram.Run(["--scenario", "2", .. args, "--trace"], output, output));

        Assert.StartsWith($"{expected}: ", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_campaign_and_a_scenario_say_that_every_invariant_holds()
    {
        using StringWriter campaign = new(), scenario = new();

        Assert.Equal(0, SimulationProgram.Run(["--seed", "1", "--batches", "10"], campaign, campaign));
        Assert.Equal(0, SimulationProgram.Run(["--scenario", "2"], scenario, scenario));

        Assert.EndsWith("Every invariant holds.", campaign.ToString().TrimEnd(), StringComparison.Ordinal);
        Assert.EndsWith("Every invariant holds.", scenario.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_sends_all_its_messages_unless_some_are_named()
    {
        using StringWriter all = new(), one = new();

        Assert.Equal(0, SimulationProgram.Run(["--scenario", "2"], all, all));
        Assert.Equal(0, SimulationProgram.Run(["--scenario", "2", "--messages", "1"], one, one));

        Assert.Matches("Messages +8\n", all.ToString());
        Assert.Matches("Messages +1\n", one.ToString());
    }

    [Fact]
    public void A_scenario_without_faults_and_with_one_message_has_one_delivery_at_least()
    {
        using var output = new StringWriter();

        int exitCode = SimulationProgram.Run(["--scenario", "5", "--messages", "0", "--max-faults", "0", "--trace"], output, output);

        Assert.Equal(0, exitCode);
        Assert.Contains("gets m0 ", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("Every invariant holds.", output.ToString().TrimEnd(), StringComparison.Ordinal);
    }
}
