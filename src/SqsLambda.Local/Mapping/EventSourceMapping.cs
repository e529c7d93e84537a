using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Mapping;

/// <summary>
/// Polls a queue, hands batches to the function, and deletes what the function was done with. It never changes a visibility timeout: what
/// failed becomes visible again when its timeout ends, as on AWS.
/// </summary>
internal sealed class EventSourceMapping(
    IEventSource source, LocalFunction function, EventSourceMappingSettings settings, TimeProvider timeProvider, IEventSourceMappingObserver observer)
{
    // Lambda starts with five concurrent batches, and adds up to 300 invocations a minute up to 1,250. (Lambda Developer Guide,
    // "Configuring scaling behavior for SQS event source mappings".)
    private const int FirstPollers = 5;
    private const int MaxPollers = 1_250;

    private static readonly TimeSpan TimeBetweenNewPollers = TimeSpan.FromMinutes(1) / 300;

    private readonly Lock _lock = new();
    private readonly SqsEventWriter _writer = new(source, settings.MaximumBatchingWindowInSeconds > 0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pollers;
    private int _busy;
    private long _lastGrowth;

    /// <summary>Runs until it is cancelled; then the batches under way are seen through.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        int first = Math.Min(FirstPollers, settings.MaximumConcurrency ?? MaxPollers);
        lock (_lock)
        {
            for (int i = 0; i < first; i++)
            {
                StartPoller(isExtra: false, cancellationToken);
            }
        }

        return _ended.Task;
    }

    private void StartPoller(bool isExtra, CancellationToken cancellationToken)
    {
        _pollers++;
        _lastGrowth = timeProvider.GetTimestamp();
        _ = Task.Run(() => RunPollerAsync(isExtra, cancellationToken), CancellationToken.None);
    }

    private async Task RunPollerAsync(bool isExtra, CancellationToken cancellationToken)
    {
        try
        {
            await PollAsync(isExtra, cancellationToken);
        }
        catch (Exception exception)
        {
            _ended.TrySetException(exception);
        }

        lock (_lock)
        {
            if (--_pollers == 0)
            {
                _ended.TrySetResult();
            }
        }
    }

    private async Task PollAsync(bool isExtra, CancellationToken cancellationToken)
    {
        var gatherer = new BatchGatherer(source, settings, _writer, timeProvider);
        while (!cancellationToken.IsCancellationRequested)
        {
            List<PolledMessage> batch;
            byte[] payload;
            try
            {
                (batch, payload) = await gatherer.GatherAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (batch.Count > 0)
            {
                await ProcessAsync(batch, payload, gatherer, cancellationToken);
            }
            else if (isExtra)
            {
                return;
            }
        }
    }

    private async Task ProcessAsync(List<PolledMessage> batch, byte[] payload, BatchGatherer gatherer, CancellationToken cancellationToken)
    {
        GrowIfAllAreBusy(Interlocked.Increment(ref _busy), cancellationToken);
        observer.OnInvoke(batch);
        InvocationResult invocation = await function.InvokeAsync(payload);
        await SettleAsync(batch, ResultOf(invocation, batch), gatherer);
        Interlocked.Decrement(ref _busy);
    }

    private BatchResult ResultOf(InvocationResult invocation, List<PolledMessage> batch) =>
        invocation.FunctionError is { } error ? BatchResult.OfFunctionError(error)
        : BatchResult.OfResponse(
            settings.ReportBatchItemFailures ? invocation.Payload : [],
            batch.Select(static message => message.MessageId).ToHashSet(StringComparer.Ordinal));

    private async Task SettleAsync(List<PolledMessage> batch, BatchResult result, BatchGatherer gatherer)
    {
        var returned = batch.FindAll(message => result.FailedIds is not { } failed || failed.Contains(message.MessageId));
        var done = batch.FindAll(message => result.FailedIds is { } failed && !failed.Contains(message.MessageId));
        if (returned.Count > 0 && source.IsFifo)
        {
            gatherer.Forget();
        }

        if (returned.Count > 0)
        {
            observer.OnReturned(returned, result.Reason);
        }

        if (done.Count > 0)
        {
            var undeleted = await source.DeleteAsync(done, CancellationToken.None);
            foreach ((PolledMessage message, string reason) in undeleted)
            {
                done.Remove(message);
                observer.OnNotDeleted(message, reason);
            }

            observer.OnDeleted(done);
        }
    }

    private void GrowIfAllAreBusy(int busy, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (busy >= _pollers
                && _pollers < (settings.MaximumConcurrency ?? MaxPollers)
                && timeProvider.GetElapsedTime(_lastGrowth) >= TimeBetweenNewPollers)
            {
                StartPoller(isExtra: true, cancellationToken);
            }
        }
    }
}
