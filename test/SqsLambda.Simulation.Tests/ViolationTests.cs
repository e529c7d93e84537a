using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Scenarios;
using SqsLambda.Simulation.Stores;

namespace SqsLambda.Simulation.Tests;

/// <summary>A violation names what a reader looks for in the trace: key, message, delivery and invocation.</summary>
public sealed class ViolationTests
{
    private static readonly TimeSpan Noon = TimeSpan.FromHours(12);

    private readonly World _world = new(new(5), trace: null);

    public ViolationTests()
    {
        _world.Events.At(Noon, static () => { });
        Assert.True(_world.Events.TryRunNext());
    }

    [Fact]
    public void A_late_owner_is_told_with_its_delivery_and_that_of_the_owner()
    {
        List<Delivery> batch = _world.Queue.Receive(1);
        SimulatedInvocation owner = Invocation(1, batch);
        string record = StoreFactory.RecordIdOf(batch[0].Message.Key);
        var claimed = new RecordState(owner.Name, IsCompleted: false, ProcessTime(Noon + TimeSpan.FromMilliseconds(1_063)));
        _world.Records.Changed(record, claimed, owner.Process);
        var other = new SimulatedProcess(_world, 2, TimeSpan.Zero);

        _world.Records.Changed(record, null, other);

        Assert.Equal(
            "LateOwner: expected that only its owner changes a record during the lease, but p2 changed the record of k0, which p1/i1 (m0 r0) owned, "
            + "from 'claimed by p1/i1, lease until 43201.063' to 'none'.",
            $"{_world.Verdict.Violation}");
    }

    private SimulatedInvocation Invocation(int number, List<Delivery> batch)
    {
        var invocation = new SimulatedInvocation(_world, number, new(_world, number, TimeSpan.Zero), batch, static (_, _) => { });
        invocation.Owner = invocation.Name;
        _world.Records.NewOwner(invocation.Name, invocation.Process);
        return invocation;
    }

    private static long ProcessTime(TimeSpan time) => Clock.ProcessClock.TrueDateAt(time).ToUnixTimeMilliseconds();
}
