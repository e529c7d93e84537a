using SqsLambda.Simulation.CommandLine;
using SqsLambda.Simulation.Scenarios;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Simulation.Tests;

/// <summary>The page shows what the program prints.</summary>
public sealed class ReadmeTests
{
    private static readonly string Page = File.ReadAllText(Repo.PathOf("test", "SqsLambda.Simulation", "README.md")).ReplaceLineEndings("\n");

    [Fact]
    public void The_trace_is_that_of_the_command_above_it()
    {
        const string Start = "test/SqsLambda.Simulation -- --scenario ";
        string[] args = $"--scenario {Page.Split(Start)[1].Split('\n')[0]}".Split(' ');
        using var output = new StringWriter();

        Assert.Equal(0, SimulationProgram.Run(args, output, output));

        string printed = output.ToString().ReplaceLineEndings("\n");
        Assert.Contains($"```text\n{printed[(printed.IndexOf('\n') + 1)..]}```", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_documented_way_to_double_an_effect_is_explained() =>
        Assert.All(Enum.GetNames<DoubledWay>(), static way => Assert.Contains($"| `{way}` |", Page, StringComparison.Ordinal));
}
