using System.Globalization;
using SqsLambda.Simulation.Clock;
using SqsLambda.Simulation.Invariants;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Stores;

/// <summary>The state of an idempotency record.</summary>
/// <param name="Owner">The owner of the claim.</param>
/// <param name="IsCompleted">Whether the message is done.</param>
/// <param name="LeaseEnd">When the lease ends, in milliseconds since 1970.</param>
internal sealed record RecordState(string Owner, bool IsCompleted, long LeaseEnd)
{
    public override string ToString() => IsCompleted ? $"completed by {Owner}"
        : string.Create(CultureInfo.InvariantCulture, $"claimed by {Owner}, lease until {ProcessClock.TimeOf(LeaseEnd).TotalSeconds:F3}");
}

/// <summary>The idempotency records as they truly are, whatever the function knows. It checks each change.</summary>
internal sealed class RecordHistory(World world)
{
    private readonly Dictionary<string, SimulatedProcess> _owners = [];
    private readonly Dictionary<string, RecordState> _records = [];
    private readonly Dictionary<string, (string Owner, TimeSpan Time)> _completions = [];

    private readonly Dictionary<(string Id, string Owner), TimeSpan> _takeOvers = [];

    public int Count => _records.Count;

    /// <summary>The payload hashes of the store in memory, by the id of the record.</summary>
    public Dictionary<string, string> Payloads { get; } = [];

    public void NewOwner(string owner, SimulatedProcess process) => _owners.Add(owner, process);

    public RecordState? Of(string id) => _records.GetValueOrDefault(id);

    /// <summary>The owner that last completed a record, and when.</summary>
    public (string Owner, TimeSpan Time)? CompletionOf(string id) => _completions.TryGetValue(id, out var completion) ? completion : null;

    /// <summary>When another owner took over the record of an owner.</summary>
    public TimeSpan? TakeOverFrom(string id, string owner) => _takeOvers.TryGetValue((id, owner), out TimeSpan time) ? time : null;

    /// <summary>The idempotency key of a record, for people.</summary>
    public string KeyOf(string id) => world.Queue.Messages.Find(message => StoreFactory.RecordIdOf(message.Key) == id)?.Key ?? id;

    /// <summary>A call has changed a record.</summary>
    /// <param name="id">The id of the record.</param>
    /// <param name="state">The new state; <see langword="null"/> if the record was deleted.</param>
    /// <param name="writer">The process that made the call.</param>
    public void Changed(string id, RecordState? state, SimulatedProcess writer)
    {
        RecordState? before = Of(id);
        LateOwner.Check(world, id, before, state, writer, _owners);
        if (state is null)
        {
            _records.Remove(id);
        }
        else
        {
            _records[id] = state;
            if (before is not null && before.Owner != state.Owner)
            {
                _takeOvers[(id, before.Owner)] = world.Now;
            }

            if (state.IsCompleted)
            {
                _completions[id] = (state.Owner, world.Now);
            }
        }

        world.Trace?.Write(world.Events, writer.Name, $"record of {KeyOf(id)}: {before?.ToString() ?? "none"} -> {state?.ToString() ?? "none"}");
    }
}
