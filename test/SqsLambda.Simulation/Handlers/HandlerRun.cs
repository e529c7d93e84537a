using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Handlers;

/// <summary>How a call of the handler ended.</summary>
internal enum RunEnd
{
    Running,
    Succeeded,
    Failed,

    /// <summary>It stopped because it was cancelled.</summary>
    Cancelled,
}

/// <summary>One call of the handler.</summary>
internal sealed class HandlerRun(Delivery delivery, SimulatedInvocation invocation, TimeSpan startedAt)
{
    public Delivery Delivery => delivery;

    public SimulatedInvocation Invocation => invocation;

    public SimulatedProcess Process => invocation.Process;

    public string Key => delivery.Message.Key;

    public TimeSpan StartedAt => startedAt;

    /// <summary>The id of the idempotency record.</summary>
    public required string RecordId { get; init; }

    /// <summary>Whether it may run without a claim, because the store failed and the scenario allows it.</summary>
    public bool IsUnprotected { get; init; }

    public RunEnd End { get; set; }

    public TimeSpan? EndedAt { get; set; }

    public int StallsAtEnd { get; set; }

    /// <summary>Whether its lease is over by the true time, or by the fastest clock of all processes.</summary>
    public bool LeaseIsOver(World world)
    {
        TimeSpan ahead = world.FastestSkew - Process.Clock.Skew;
        return world.Now + (ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero) >= Invocation.End;
    }

    public override string ToString() => $"{Invocation.Name} ({delivery.Message.Id} {delivery.Receipt})";
}
