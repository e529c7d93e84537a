using System.CommandLine;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.CommandLine;

/// <summary>The command line of the simulator.</summary>
internal static class SimulationProgram
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int Usage = 2;

    /// <returns>0 if every invariant holds, 1 if one does not, and 2 if the command line is not valid.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var options = new SimulationOptions();
        var root = new RootCommand("Simulates the batch engine from a seed, and checks its invariants at every step.");
        options.All.ForEach(root.Add);
        root.SetAction(result => options.Scenario(result) is { } choice
            ? RunScenario(choice, options.HasTrace(result), output)
            : RunCampaign(options.Seed(result), options.Batches(result), options.Threads(result), options.HasTrace(result), output));
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            error.WriteLine(parsed.UnmatchedTokens is [var unknown, ..] ? $"{unknown} is no option: --help lists them all." : OneLine(parsed.Errors[0].Message));
            return Usage;
        }

        if (options.Conflict(parsed) is { } conflict)
        {
            error.WriteLine(conflict);
            return Usage;
        }

        return parsed.Invoke(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });
    }

    private static int RunScenario(ScenarioChoice choice, bool hasTrace, TextWriter output)
    {
        ScenarioResult result = Scenario.Run(choice, hasTrace ? output : null);
        if (!hasTrace)
        {
            Report.Write(output, result.Figures);
            output.WriteLine(result.Violation?.ToString() ?? Report.Success);
        }

        return result.Violation is null ? Success : Failure;
    }

    private static int RunCampaign(ulong seed, long batches, int threads, bool hasTrace, TextWriter output)
    {
        if (!hasTrace)
        {
            output.WriteLine($"Seed {seed}");
        }

        var campaign = new Campaign(seed, batches, threads, hasTrace ? output : null);
        long started = TimeProvider.System.GetTimestamp();
        ScenarioResult? failed = campaign.Run();
        if (!hasTrace)
        {
            Report.Write(output, campaign.Figures, TimeProvider.System.GetElapsedTime(started));
        }

        if (failed is null)
        {
            if (!hasTrace)
            {
                output.WriteLine(Report.Success);
            }

            return Success;
        }

        Report.Write(output, seed, failed, new Shrinker(failed).Run());
        return Failure;
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
