using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Handlers;

/// <summary>The handler of the function: waits, has its effect, waits again, and may fail at each step.</summary>
internal sealed class SimulatedHandler(World world, SimulatedProcess process) : IMessageHandler<string>
{
    private readonly Effect _effect = Effect.Create(world, process);

    public Task HandleAsync(string message, MessageContext context, CancellationToken cancellationToken)
    {
        HandlerRun run = world.Runs.Begin(world.Queue.DeliveryOf(context.ReceiptHandle), context);
        var script = HandlerScript.Of(world);
        return RunAsync(run, script, context, script.IgnoresToken ? CancellationToken.None : cancellationToken);
    }

    private async Task RunAsync(HandlerRun run, HandlerScript script, MessageContext context, CancellationToken token)
    {
        try
        {
            await process.DelayAsync(script.Before, token).ConfigureAwait(false);
            ThrowIf(run.Delivery.Message.Kind == MessageKind.Refused, static () => new PermanentFailureException("It is refused."));
            ThrowIf(script.IsOutage, static () => new DependencyUnavailableException("It is down.", TimeSpan.FromSeconds(5)));
            ThrowIf(script.Fails, static () => new InvalidOperationException("It fails."));
            await _effect.MakeAsync(run, context, token).ConfigureAwait(false);
            await process.DelayAsync(script.After, token).ConfigureAwait(false);
            ThrowIf(script.FailsLate, static () => new InvalidOperationException("It fails after its effect."));
            world.Runs.End(run, RunEnd.Succeeded);
        }
        catch (Exception exception)
        {
            world.Runs.End(run, exception is OperationCanceledException ? RunEnd.Cancelled : RunEnd.Failed);
            throw;
        }
    }

    private static void ThrowIf(bool condition, Func<Exception> create)
    {
        if (condition)
        {
            throw create();
        }
    }
}
