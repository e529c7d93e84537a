using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Handlers;

/// <summary>What one call of the handler does.</summary>
internal sealed record HandlerScript(TimeSpan Before, TimeSpan After, bool IgnoresToken, bool IsOutage, bool Fails, bool FailsLate)
{
    public static HandlerScript Of(World world)
    {
        Faults faults = world.Faults;
        TimeSpan before = world.Latency.UpTo(world.Settings.HandlerTime), after = world.Latency.UpTo(world.Settings.HandlerTime);
        if (faults.Happens(FaultKind.LongHandler))
        {
            TimeSpan time = world.Latency.UpTo(world.Settings.FunctionTimeout * 1.5);
            (before, after) = world.Latency.Happens(0.5) ? (time, after) : (before, time);
        }

        return new(
            before, after, faults.Happens(FaultKind.HandlerIgnoresToken), faults.Happens(FaultKind.Outage), faults.Happens(FaultKind.HandlerFails),
            faults.Happens(FaultKind.HandlerFailsLate));
    }
}
