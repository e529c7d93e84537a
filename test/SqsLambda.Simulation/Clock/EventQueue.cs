using SqsLambda.Simulation.Invariants;

namespace SqsLambda.Simulation.Clock;

/// <summary>
/// What happens next: actions in the order of their virtual times. Actions of the same time run in the order in which they were added. Nothing runs on
/// another thread.
/// </summary>
internal sealed class EventQueue(Verdict verdict)
{
    private readonly PriorityQueue<Action, (TimeSpan Time, long Number)> _events = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _lastNumber;

    /// <summary>The virtual time since the scenario began.</summary>
    public TimeSpan Now { get; private set; }

    public void At(TimeSpan time, Action action)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            verdict.Fail(Invariant.OneThread, "everything runs on the thread of the scenario", $"the thread '{Thread.CurrentThread.Name}' did something");
            return;
        }

        _events.Enqueue(action, (time < Now ? Now : time, ++_lastNumber));
    }

    public void After(TimeSpan delay, Action action) => At(Now + delay, action);

    /// <summary>Runs the next action.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryRunNext()
    {
        if (!_events.TryDequeue(out Action? action, out var key))
        {
            return false;
        }

        Now = key.Time;
        action();
        return true;
    }
}
