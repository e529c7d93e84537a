using SqsLambda.Simulation.Clock;
using SqsLambda.Simulation.DynamoDb;
using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Invariants;
using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Stores;

namespace SqsLambda.Simulation.Scenarios;

/// <summary>What all parts of one scenario share.</summary>
internal sealed class World
{
    public World(ScenarioChoice choice, Trace? trace)
    {
        Choice = choice;
        Trace = trace;
        Faults = new(choice);
        Settings = new(choice, Faults);
        Events = new(Verdict);
        Latency = Chance.For(choice.Seed, ChanceUse.Latency);
        Queue = new(this);
        Records = new(this);
        Runs = new(this);
        Database = new(this);
    }

    public ScenarioChoice Choice { get; }

    public Faults Faults { get; }

    public Settings Settings { get; }

    public Verdict Verdict { get; } = new();

    public EventQueue Events { get; }

    /// <summary>The lines that tell what happens; <see langword="null"/> if nobody reads them.</summary>
    public Trace? Trace { get; }

    public Figures Figures { get; } = new();

    public Chance Latency { get; }

    public ModelQueue Queue { get; }

    public RecordHistory Records { get; }

    public RunHistory Runs { get; }

    public ModelDatabase Database { get; }

    /// <summary>How much the fastest clock of a process is ahead.</summary>
    public TimeSpan FastestSkew { get; set; }

    /// <summary>When the store can be reached again.</summary>
    public TimeSpan StoreIsDownUntil { get; set; }

    public TimeSpan Now => Events.Now;
}
