namespace SqsLambda.Local.Mapping;

/// <summary>
/// Polls a queue with several pollers and delivers the batches to the function. Settings may change and the mapping may be disabled while it runs: that holds
/// for batches that begin after it.
/// </summary>
internal sealed class EventSourceMapping(
    IEventSource source, BatchInvocation invoke, EventSourceMappingSettings settings, TimeProvider timeProvider, IEventSourceMappingObserver observer)
{
    private readonly PollerScale _scale = new(settings.MaximumConcurrency, timeProvider);
    private readonly BatchDelivery _delivery = new(source, invoke, timeProvider, observer);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _changing = new();
    private volatile MappingState _state = new(settings, isEnabled: true);
    private int _running;

    public EventSourceMappingSettings Settings => _state.Settings;

    /// <summary>Whether it receives messages, as <c>Enabled</c> on AWS.</summary>
    public bool IsEnabled => _state.IsEnabled;

    /// <summary>The number of pollers now.</summary>
    public int Pollers => _scale.Pollers;

    /// <summary>The number of batches that are being delivered now.</summary>
    public int BatchesUnderWay => _scale.Busy;

    /// <summary>Changes the settings.</summary>
    /// <param name="changed">The new settings. Lambda would accept them: see <see cref="EventSourceMappingSettings.Validate"/>.</param>
    public void Change(EventSourceMappingSettings changed) => Replace(state => new(changed, state.IsEnabled));

    /// <summary>Enables or disables the mapping. When it is disabled, batches under way are finished and no further message is received.</summary>
    public void Enable(bool isEnabled) => Replace(state => new(state.Settings, isEnabled));

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

    private void Replace(Func<MappingState, MappingState> change)
    {
        MappingState replaced;
        lock (_changing)
        {
            replaced = _state;
            _state = change(replaced);
            _scale.ChangeMaximum(_state.Settings.MaximumConcurrency);
        }

        replaced.TellReplaced();
    }

    private void StartPoller(CancellationToken cancellationToken) =>
        _ = Task.Run(() => RunPollerAsync(cancellationToken), CancellationToken.None);

    private async Task RunPollerAsync(CancellationToken cancellationToken)
    {
        try
        {
            var poller = new Poller(new BatchGatherer(source, timeProvider, observer), _delivery, _scale, timeProvider, observer);
            await poller.PollAsync(
                () => _state,
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
