using SqsLambda.Batch;
using SqsLambda.Simulation.Invariants;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Handlers;

/// <summary>All calls of the handler, and all effects, by key.</summary>
internal sealed class RunHistory(World world)
{
    private readonly Dictionary<string, List<HandlerRun>> _runs = [];
    private readonly Dictionary<string, List<HandlerRun>> _effects = [];

    public IReadOnlyCollection<string> Keys => _runs.Keys;

    public IReadOnlyList<HandlerRun> Of(string key) => _runs.GetValueOrDefault(key) ?? [];

    /// <summary>The calls that had the effect of a key, one for each time.</summary>
    public IReadOnlyList<HandlerRun> EffectsOf(string key) => _effects.GetValueOrDefault(key) ?? [];

    /// <summary>Whether the handler succeeded for a key, and its effect has happened.</summary>
    public bool IsDone(string key)
    {
        foreach (HandlerRun run in EffectsOf(key))
        {
            if (run.End == RunEnd.Succeeded)
            {
                return true;
            }
        }

        return false;
    }

    public HandlerRun Begin(Delivery delivery, MessageContext context)
    {
        SimulatedInvocation invocation = delivery.Invocation!;
        var run = new HandlerRun(delivery, invocation, world.Now)
        {
            RecordId = context.IdempotencyKey!,
            IsUnprotected = world.Settings.ProcessesWithoutStore && invocation.HadStoreFaults,
        };
        if (!invocation.Process.HasEnded)
        {
            world.Figures.Count(Figure.HandlerRuns);
            Tell(run, "begins");
            ClaimedRun.Check(world, run);
            OneRunAtATime.Check(world, run);
            GroupOrder.Check(world, run);
        }

        delivery.Run = run;
        ListOf(_runs, run.Key).Add(run);
        return run;
    }

    /// <summary>The effect happens.</summary>
    public void Effect(HandlerRun run)
    {
        Tell(run, $"has the effect of {run.Key}");
        world.Figures.Count(Figure.Effects);
        if (world.Settings.Enlists)
        {
            EnlistedEffectOnce.Check(world, run);
        }
        else
        {
            EffectOnce.Check(world, run);
        }

        ListOf(_effects, run.Key).Add(run);
    }

    public void End(HandlerRun run, RunEnd end)
    {
        (run.End, run.EndedAt, run.StallsAtEnd) = (end, world.Now, run.Process.Stalls);
        world.Figures.Count(Figure.LateRuns, run.Invocation.EndedAt is null ? 0 : 1);
        Tell(run, $"{end}");
    }

    private void Tell(HandlerRun run, string what) =>
        world.Trace?.Write(world.Events, run.Invocation.Name, $"handler of {run.Delivery.Message.Id} {run.Delivery.Receipt} {what}");

    private static List<HandlerRun> ListOf(Dictionary<string, List<HandlerRun>> runs, string key)
    {
        if (!runs.TryGetValue(key, out List<HandlerRun>? list))
        {
            runs.Add(key, list = []);
        }

        return list;
    }
}
