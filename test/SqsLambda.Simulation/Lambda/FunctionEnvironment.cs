using System.Globalization;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Scenarios;
using SqsLambda.Simulation.Stores;

namespace SqsLambda.Simulation.Lambda;

/// <summary>A process with the function in it: the real engine, and the real store where the scenario has DynamoDB.</summary>
internal sealed class FunctionEnvironment
{
    private readonly ProcessRuntime _runtime;
    private readonly BatchProcessor<string> _processor;

    public FunctionEnvironment(World world, int number)
    {
        TimeSpan skew = SkewOf(world, number);
        Process = new(world, number, skew);
        world.Trace?.Write(world.Events, Process.Name, string.Create(CultureInfo.InvariantCulture, $"begins: its clock differs by {skew.TotalSeconds:F3} s"));
        _runtime = new(world, Process, number);
        Settings settings = world.Settings;
        _processor = new(
            MessageReader.Text()
                .DiscardWhen(static body => body.StartsWith(nameof(MessageKind.Discarded), StringComparison.Ordinal), "It needs no handling.")
                .Validated(static body => body.StartsWith(nameof(MessageKind.Invalid), StringComparison.Ordinal) ? "It is not valid." : null),
            new SimulatedHandler(world, Process),
            new IdempotencyOptions<string>(StoreFactory.Create(world, Process), static (body, _) => body.Split(' ')[1])
            {
                KeyPrefix = StoreFactory.KeyPrefix,
                PayloadOf = settings.ComparesPayload ? static body => body.Split(' ')[2] : null,
                StoreFailurePolicy = settings.ProcessesWithoutStore ? StoreFailurePolicy.Process : StoreFailurePolicy.Fail,
            },
            new()
            {
                MaxDegreeOfParallelism = settings.DegreeOfParallelism,
                Runtime = _runtime,
                Observers = [new OutcomeObserver(world)],
                Failures = new()
                {
                    BackoffBase = settings.BackoffBase,
                    Visibility = settings.HidesReturned ? new ModelVisibility(world, Process) : null,
                    DeadLetters = settings.SendsDeadLetters ? new ModelDeadLetters(world, Process) : null,
                    StopAfterConsecutiveOutages = settings.StopAfterOutages,
                    ThrowOnFullBatchFailure = settings.ThrowsOnFullFailure,
                },
            });
    }

    public SimulatedProcess Process { get; }

    public void Invoke(SimulatedInvocation invocation)
    {
        Process.Invocations.Add(invocation);
        _runtime.Starting = invocation;
        _ = invocation.RunAsync(_processor);
        _runtime.Starting = null;
    }

    /// <summary>Clocks differ by less than the margin, unless the scenario has a large skew.</summary>
    private static TimeSpan SkewOf(World world, int number)
    {
        var chance = Chance.For(world.Choice.Seed, ChanceUse.Skew, number);
        TimeSpan most = world.Settings.Margin * 0.45;
        return world.Faults.Happens(FaultKind.LargeSkew) ? chance.Between(-world.Settings.FunctionTimeout, world.Settings.FunctionTimeout)
            : chance.Happens(0.5) ? TimeSpan.Zero : chance.Between(-most, most);
    }
}
