using SqsLambda.Batch;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Lambda;

/// <summary>Clock, ids, random numbers and work of one process, all from the scenario.</summary>
internal sealed class ProcessRuntime(World world, SimulatedProcess process, int number) : BatchRuntime(process.Clock)
{
    private readonly Chance _chance = Chance.For(world.Choice.Seed, ChanceUse.Runtime, number);
    private int _lastId;

    /// <summary>The invocation that is being started. It makes its first id before it returns.</summary>
    public SimulatedInvocation? Starting { get; set; }

    public override string NewId()
    {
        string id = Starting is { Owner: null } invocation ? invocation.Owner = invocation.Name : $"{process.Name}-o{++_lastId}";

        world.Records.NewOwner(id, process);
        return id;
    }

    public override double NextDouble() => _chance.Fraction();

    public override void Start(IThreadPoolWorkItem work) => world.Events.After(TimeSpan.Zero, () => process.Run(work.Execute));

    /// <summary>Not modelled: handlers that block their thread are tested with real threads.</summary>
    public override void StartBlocking(IThreadPoolWorkItem work) => throw new NotSupportedException("The model has one thread.");
}
