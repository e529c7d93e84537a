namespace SqsLambda.Local.Mapping;

/// <summary>Polls a queue with several pollers and delivers the batches to the function.</summary>
internal sealed class EventSourceMapping(
    IEventSource source, BatchInvocation invoke, EventSourceMappingSettings settings, TimeProvider timeProvider, IEventSourceMappingObserver observer)
{
    private readonly PollerScale _scale = new(settings.MaximumConcurrency, timeProvider);
    private readonly BatchDelivery _delivery = new(source, invoke, settings, timeProvider, observer);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    /// <summary>Runs until it is cancelled. Batches that are being processed are finished.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        // Set before any poller can end.
        int first = _running = _scale.Pollers;
        for (int i = 0; i < first; i++)
        {
            StartPoller(cancellationToken);
        }

        return _ended.Task;
    }

    private void StartPoller(CancellationToken cancellationToken) =>
        _ = Task.Run(() => RunPollerAsync(cancellationToken), CancellationToken.None);

    private async Task RunPollerAsync(CancellationToken cancellationToken)
    {
        try
        {
            var poller = new Poller(new BatchGatherer(source, settings, timeProvider, observer), _delivery, _scale, timeProvider, observer);
            await poller.PollAsync(
                () =>
                {
                    Interlocked.Increment(ref _running);
                    StartPoller(cancellationToken);
                },
                cancellationToken);
        }
        catch (Exception exception)
        {
            _ended.TrySetException(exception);
        }

        if (Interlocked.Decrement(ref _running) == 0)
        {
            _ended.TrySetResult();
        }
    }
}
