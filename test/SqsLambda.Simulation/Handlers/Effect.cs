using SqsLambda.Batch;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Handlers;

/// <summary>How a handler has its effect.</summary>
internal abstract class Effect
{
    public static Effect Create(World world, SimulatedProcess process) =>
        world.Settings.Enlists ? new EnlistedEffect(world) : new PlainEffect(world, process);

    /// <summary>Has the effect of a message.</summary>
    public abstract Task MakeAsync(HandlerRun run, MessageContext context, CancellationToken token);
}

/// <summary>A call to a service that knows nothing of the idempotency records.</summary>
internal sealed class PlainEffect(World world, SimulatedProcess process) : Effect
{
    public override Task MakeAsync(HandlerRun run, MessageContext context, CancellationToken token) => process.Calls.MakeAsync(
        Service.Effects,
        $"effect of {run.Key}",
        () =>
        {
            world.Runs.Effect(run);
            return true;
        },
        token);
}
