using Amazon.Lambda.SQSEvents;
using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Lambda;

/// <summary>
/// Lambda's side: receives batches, invokes the function, several invocations at a time, and deletes what is done. After a failed invocation the
/// whole batch comes back.
/// </summary>
internal sealed class EventSourceMapping(World world)
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan DeleteTime = TimeSpan.FromMilliseconds(10);

    private readonly Chance _chance = Chance.For(world.Choice.Seed, ChanceUse.Lambda, -1);
    private readonly List<FunctionEnvironment> _environments = [];
    private int _batches;
    private int _running;
    private bool _isPolling;
    private TimeSpan _pollAt;

    /// <summary>The environments that have not ended.</summary>
    public IEnumerable<SimulatedProcess> Processes => _environments.Select(static environment => environment.Process).Where(static process => !process.HasEnded);

    /// <summary>Receives at the next possible time, and goes on until the queue is empty.</summary>
    public void Poll()
    {
        if (_running >= world.Settings.MaxInvocations || world.Queue.NextVisible is not { } next)
        {
            return;
        }

        TimeSpan time = (next > world.Now ? next : world.Now) + TimeSpan.FromMilliseconds(1) + _chance.UpTo(PollTime);
        if (_isPolling && _pollAt <= time)
        {
            return;
        }

        (_isPolling, _pollAt) = (true, time);
        world.Events.At(time, () =>
        {
            if (_isPolling && _pollAt == world.Now)
            {
                _isPolling = false;
                Receive();
                Poll();
            }
        });
    }

    private void Receive()
    {
        if (_running >= world.Settings.MaxInvocations)
        {
            return;
        }

        List<Delivery> batch = world.Queue.Receive(_chance.Between(1, world.Settings.MaxBatch));
        if (batch.Count > 0)
        {
            _running++;
            world.Figures.Count(Figure.Batches);
            FunctionEnvironment environment = Choose();
            environment.Process.GoOn();
            environment.Invoke(new(world, ++_batches, environment.Process, batch, Ended));
            MaybeStall(environment.Process);
        }
    }

    /// <summary>An environment that has room, or a new one.</summary>
    private FunctionEnvironment Choose()
    {
        _environments.RemoveAll(static environment => environment.Process.HasEnded);
        foreach (FunctionEnvironment environment in _environments.ToArray())
        {
            if (environment.Process.Invocations.Count == 0 && world.Faults.Happens(FaultKind.IdleEnd))
            {
                environment.Process.End("it was idle");
            }
        }

        List<FunctionEnvironment> free = _environments.FindAll(
            environment => environment.Process is { HasEnded: false, IsStalled: false }
                && environment.Process.Invocations.Count < world.Settings.InvocationsPerProcess);
        if (free.Count > 0 && !_chance.Happens(0.1))
        {
            return free[_chance.Below(free.Count)];
        }

        world.Figures.Count(Figure.Processes);
        _environments.Add(new(world, (int)world.Figures[Figure.Processes]));
        return _environments[^1];
    }

    private void MaybeStall(SimulatedProcess process)
    {
        if (world.Faults.Happens(FaultKind.Stall))
        {
            TimeSpan time = _chance.UpTo(world.Settings.FunctionTimeout * 1.5);
            world.Events.After(_chance.UpTo(world.Settings.FunctionTimeout), () =>
            {
                if (process.Invocations.Count > 0)
                {
                    process.Stall(time);
                }
            });
        }
    }

    private void Ended(SimulatedInvocation invocation, SQSBatchResponse? response)
    {
        _running--;
        SimulatedProcess process = invocation.Process;
        process.Invocations.Remove(invocation);
        if (process.Invocations.Count == 0)
        {
            // Lambda freezes the environment when it has the answer. What still runs goes on in the next invocation.
            process.Freeze();
        }

        if (response is not null)
        {
            HashSet<string> returned = [.. response.BatchItemFailures.Select(static failure => failure.ItemIdentifier)];
            List<Delivery> done = invocation.Batch.FindAll(delivery => !returned.Contains(delivery.Message.Id));
            world.Events.After(_chance.UpTo(DeleteTime), () =>
            {
                done.ForEach(world.Queue.Delete);
                Poll();
            });
        }

        Poll();
    }
}
