using System.Globalization;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.CommandLine;

/// <summary>Writes figures, and what a violation looks like.</summary>
internal static class Report
{
    public const string Success = "Every invariant holds.";

    public static void Write(TextWriter output, Figures figures, TimeSpan? elapsed = null)
    {
        foreach (Figure figure in Enum.GetValues<Figure>())
        {
            Line(output, $"{figure}", figures[figure]);
        }

        Line(output, "Virtual hours", (long)figures.VirtualTime.TotalHours);
        output.WriteLine("Effects doubled, by the documented ways:");
        foreach (DoubledWay way in Enum.GetValues<DoubledWay>())
        {
            Line(output, $"  {way}", figures[way]);
        }

        output.WriteLine("Faults:");
        foreach (FaultKind kind in Enum.GetValues<FaultKind>())
        {
            Line(output, $"  {kind}", figures[kind]);
        }

        if (elapsed is { } time)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{figures[Figure.Batches]} batches in {time.TotalSeconds:F1} s: {figures[Figure.Batches] / time.TotalSeconds:F0} batches/s"));
        }
    }

    /// <summary>Writes a violation: the seed, the scenario that failed, and the trace of the smallest scenario that fails in the same way.</summary>
    public static void Write(TextWriter output, ulong seed, ScenarioResult failed, ScenarioResult smallest)
    {
        output.WriteLine($"VIOLATION with --seed {seed}, in {failed.Choice}");
        output.WriteLine(failed.Violation);
        output.WriteLine($"The smallest scenario that was found: {smallest.Choice} --trace");
        Scenario.Run(smallest.Choice, output);
    }

    private static void Line(TextWriter output, string name, long count) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22}{count,14:N0}"));
}
