namespace SqsLambda.Local.Mapping;

/// <summary>A poller of an event source mapping. It gathers and delivers one batch at a time.</summary>
internal sealed class Poller(
    BatchGatherer gatherer, BatchDelivery delivery, PollerScale scale, TimeProvider timeProvider, IEventSourceMappingObserver observer)
{
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(10);

    private TimeSpan _retryDelay = FirstRetryDelay;

    /// <summary>Polls until it is cancelled or no longer needed. A batch that is being processed is finished.</summary>
    /// <param name="state">Reads the state of the mapping.</param>
    /// <param name="startAnother">Starts another poller.</param>
    /// <param name="cancellationToken">Ends the polling.</param>
    public async Task PollAsync(Func<MappingState> state, Action startAnother, CancellationToken cancellationToken)
    {
        bool goesOn = true;
        while (goesOn && !cancellationToken.IsCancellationRequested && !scale.EndsAsTooMany())
        {
            MappingState now = state();
            if (!now.IsEnabled)
            {
                gatherer.Forget();
                await WhenReplacedAsync(now, cancellationToken);
            }
            else if (await GatherAsync(now, cancellationToken) is { } batch)
            {
                goesOn = batch.Messages.Count == 0
                    ? now.Replaced.IsCancellationRequested || !scale.EndsAfterEmptyPoll()
                    : await DeliverAsync(batch, now.Settings, startAnother, cancellationToken);
            }
        }

        gatherer.Forget();
    }

    private static async Task WhenReplacedAsync(MappingState state, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(state.Replaced, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Who changes the state does not wait for the next batch.
        await Task.Yield();
    }

    private async Task<PolledBatch?> GatherAsync(MappingState state, CancellationToken cancellationToken)
    {
        try
        {
            PolledBatch batch = await gatherer.GatherAsync(state.Settings, state.Replaced, cancellationToken);
            _retryDelay = FirstRetryDelay;
            return batch;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            // The queue or the network may be gone. As on AWS, the mapping tries again.
            observer.OnPollFailed(exception.Message);
            await Task.Delay(_retryDelay, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _retryDelay = _retryDelay * 2 < MaxRetryDelay ? _retryDelay * 2 : MaxRetryDelay;
            return null;
        }
    }

    private async Task<bool> DeliverAsync(
        PolledBatch batch, EventSourceMappingSettings settings, Action startAnother, CancellationToken cancellationToken)
    {
        if (scale.BeginBatch())
        {
            startAnother();
        }

        DeliveryResult result = await delivery.DeliverAsync(batch, settings.ReportBatchItemFailures, cancellationToken);
        scale.EndBatch();
        if (result.HasReturned)
        {
            gatherer.KeepOrder();
        }

        return !(result.BacksOff && scale.EndsAfterFailure());
    }
}
