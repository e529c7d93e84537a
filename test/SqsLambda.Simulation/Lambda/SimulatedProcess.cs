using SqsLambda.Simulation.Clock;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Lambda;

/// <summary>
/// One execution environment: a process that runs, is frozen or has ended. What reaches a frozen process waits until it goes on. What reaches a process
/// that has ended is lost.
/// </summary>
internal sealed class SimulatedProcess
{
    private readonly World _world;
    private readonly List<Action> _waiting = [];
    private readonly Chance _chance;
    private bool _isFrozen;

    public SimulatedProcess(World world, int number, TimeSpan skew)
    {
        _world = world;
        _chance = Chance.For(world.Choice.Seed, ChanceUse.Lambda, number);
        Name = $"p{number}";
        Clock = new(world.Events, this, skew);
        world.FastestSkew = skew > world.FastestSkew ? skew : world.FastestSkew;
        Calls = new(world, this);
    }

    public string Name { get; }

    public ProcessClock Clock { get; }

    public OutsideCalls Calls { get; }

    /// <summary>The invocations that run here and have not ended.</summary>
    public List<SimulatedInvocation> Invocations { get; } = [];

    public bool HasEnded { get; private set; }

    /// <summary>Faults of calls to the store so far.</summary>
    public int StoreFaults { get; set; }

    /// <summary>How often the process has stood still during an invocation.</summary>
    public int Stalls { get; private set; }

    /// <summary>Whether the process stands still in the middle of its work.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>Runs code of the process, when the process can run.</summary>
    public void Run(Action action)
    {
        if (HasEnded)
        {
            return;
        }

        if (_isFrozen)
        {
            _waiting.Add(action);
            return;
        }

        action();
    }

    public void Freeze() => _isFrozen = true;

    public void GoOn()
    {
        _isFrozen = false;
        foreach (Action action in _waiting)
        {
            _world.Events.After(_chance.UpTo(TimeSpan.FromMilliseconds(2)), () => Run(action));
        }

        _waiting.Clear();
    }

    /// <summary>Stops the process in the middle of its work, and lets it go on later.</summary>
    public void Stall(TimeSpan time)
    {
        if (HasEnded || _isFrozen)
        {
            return;
        }

        Stalls++;
        IsStalled = true;
        Freeze();
        Tell($"stands still for {time.TotalMilliseconds} ms");
        _world.Events.After(time, () =>
        {
            if (!HasEnded)
            {
                Tell("goes on");
                IsStalled = false;
                GoOn();
            }
        });
    }

    public void End(string why)
    {
        if (HasEnded)
        {
            return;
        }

        Tell($"ends: {why}");
        _world.Figures.Count(Figure.EndedProcesses);
        HasEnded = true;
        _waiting.Clear();
        foreach (SimulatedInvocation invocation in Invocations.ToArray())
        {
            invocation.Fail("its process ended");
        }
    }

    /// <summary>Waits. <see cref="Task.Delay(TimeSpan, TimeProvider, CancellationToken)"/> would go on in the thread pool when it is cancelled.</summary>
    public async Task DelayAsync(TimeSpan time, CancellationToken token)
    {
        if (time > TimeSpan.Zero)
        {
            var wait = new TaskCompletionSource();
            using CancellationTokenRegistration registration = token.UnsafeRegister(static (wait, token) => ((TaskCompletionSource)wait!).TrySetCanceled(token), wait);
            _world.Events.After(time, () => Run(() => wait.TrySetResult()));
            await wait.Task.ConfigureAwait(false);
        }
    }

    private void Tell(string what) => _world.Trace?.Write(_world.Events, Name, what);
}
