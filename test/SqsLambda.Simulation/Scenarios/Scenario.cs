using SqsLambda.Simulation.Invariants;
using SqsLambda.Simulation.Lambda;

namespace SqsLambda.Simulation.Scenarios;

/// <summary>What a scenario showed.</summary>
/// <param name="Choice">The scenario.</param>
/// <param name="Violation">The invariant that did not hold, or <see langword="null"/>.</param>
/// <param name="Figures">Its counts.</param>
internal sealed record ScenarioResult(ScenarioChoice Choice, Violation? Violation, Figures Figures);

/// <summary>
/// Runs one scenario: some messages are sent, delivered and processed while faults happen. After a time nothing goes wrong any more. Then the queue must
/// become empty.
/// </summary>
internal static class Scenario
{
    private const int MaxEvents = 2_000_000;

    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(30);

    /// <param name="choice">The scenario.</param>
    /// <param name="trace">Receives a line for each thing that happens.</param>
    public static ScenarioResult Run(ScenarioChoice choice, TextWriter? trace = null)
    {
        // With a context of the caller, continuations would not run on this thread.
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return RunHere(choice, trace);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static ScenarioResult RunHere(ScenarioChoice choice, TextWriter? trace)
    {
        var world = new World(choice, trace is null ? null : new(trace));
        trace?.WriteLine($"{choice}: {world.Settings}");
        var mapping = new EventSourceMapping(world);
        world.Events.At(world.Settings.FaultTime, () => world.Faults.AreOver = true);
        mapping.Poll();
        Drive(world);
        NothingLost.CheckEnd(world);

        foreach (SimulatedProcess process in mapping.Processes)
        {
            process.GoOn();
        }

        Drive(world);
        BoundedMemory.CheckEnd(world, mapping.Processes);

        Figures figures = world.Figures;
        figures.Count(Figure.Scenarios);
        figures.Count(Figure.Messages, world.Queue.Messages.Count);
        figures.Count(world.Faults);
        figures.VirtualTime = world.Now;
        trace?.WriteLine(world.Verdict.Violation?.ToString() ?? "Every invariant holds.");
        return new(choice, world.Verdict.Violation, figures);
    }

    private static void Drive(World world)
    {
        int events = 0;
        while (world.Verdict.Violation is null && world.Events.TryRunNext())
        {
            world.Verdict.Require(
                ++events < MaxEvents && world.Now < MaxTime, Invariant.EverythingEnds, "everything ends", () => $"it goes on after {events} events and {world.Now}");
        }
    }
}
