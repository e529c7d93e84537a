namespace SqsLambda.Local.Mapping;

/// <summary>
/// Fills batches like one of Lambda's pollers: until the batch size is reached, the batching window ends or the payload reaches 6 MB. Messages
/// that match no filter are deleted.
/// </summary>
internal sealed class BatchGatherer(IEventSource source, TimeProvider timeProvider, IEventSourceMappingObserver observer)
{
    private const int MaxMessagesPerReceive = 10;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    private readonly SqsEventWriter _writer = new(source);

    // Messages that were received and did not fit in the last batch.
    private readonly Queue<(PolledMessage Message, byte[] Record)> _waiting = new();

    /// <summary>Gathers the next batch. It is empty if no message came during one long poll.</summary>
    /// <param name="settings">The settings for this batch.</param>
    /// <param name="ending">Ends the gathering early: what has been received makes the batch.</param>
    /// <param name="cancellationToken">Ends the gathering with an exception.</param>
    public async Task<PolledBatch> GatherAsync(EventSourceMappingSettings settings, CancellationToken ending, CancellationToken cancellationToken)
    {
        using CancellationTokenSource? either =
            ending.CanBeCanceled && source.LosesNothingWhenCancelled ? CancellationTokenSource.CreateLinkedTokenSource(ending, cancellationToken) : null;
        ForgetWhatMayReappear(settings);
        var messages = new List<PolledMessage>();
        var records = new List<byte[]>();
        long payloadBytes = SqsEventWriter.FrameBytes;
        bool isFull = MoveWaiting(messages, records, ref payloadBytes, settings.BatchSize);
        long windowStart = timeProvider.GetTimestamp();
        while (!isFull && !ending.IsCancellationRequested)
        {
            TimeSpan windowLeft = WindowLeft(windowStart, messages, settings);
            if (messages.Count > 0 && windowLeft <= TimeSpan.Zero)
            {
                break;
            }

            int received;
            try
            {
                received = await ReceiveAsync(
                    settings,
                    Math.Min(MaxMessagesPerReceive, settings.BatchSize - messages.Count),
                    messages.Count == 0 ? MaxWait : windowLeft < MaxWait ? windowLeft : MaxWait,
                    either?.Token ?? cancellationToken);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception) when (messages.Count > 0 && exception is not OperationCanceledException)
            {
                observer.OnPollFailed(exception.Message);
                break;
            }

            isFull = MoveWaiting(messages, records, ref payloadBytes, settings.BatchSize);
            if (received == 0 && messages.Count == 0)
            {
                break;
            }
        }

        return new(messages, SqsEventWriter.WriteEvent(records));
    }

    /// <summary>
    /// Must be called when messages of the last batch stay in the queue. On a FIFO queue no later message may overtake them, so messages that
    /// did not fit in the batch are forgotten. They stay in the queue too.
    /// </summary>
    public void KeepOrder()
    {
        if (source.IsFifo)
        {
            Forget();
        }
    }

    /// <summary>Forgets messages that did not fit in the last batch. The queue delivers them again when they are visible.</summary>
    public void Forget()
    {
        if (_waiting.Count > 0)
        {
            observer.OnForgotten([.. _waiting.Select(static waiting => waiting.Message)]);
            _waiting.Clear();
        }
    }

    // A message must stay hidden for the whole timeout of the function, so that no other poller receives it.
    private void ForgetWhatMayReappear(EventSourceMappingSettings settings)
    {
        if (_waiting.TryPeek(out var first) && HiddenBeyondTimeout(first.Message, settings) < TimeSpan.Zero)
        {
            Forget();
        }
    }

    // Messages that waited are hidden for a shorter time now, so the window is shorter too.
    private TimeSpan WindowLeft(long windowStart, List<PolledMessage> messages, EventSourceMappingSettings settings)
    {
        TimeSpan left = TimeSpan.FromSeconds(settings.MaximumBatchingWindowInSeconds) - timeProvider.GetElapsedTime(windowStart);
        return messages.Count > 0 && HiddenBeyondTimeout(messages[0], settings) is var hidden && hidden < left ? hidden : left;
    }

    private TimeSpan HiddenBeyondTimeout(PolledMessage message, EventSourceMappingSettings settings) =>
        message.VisibleAgain - timeProvider.GetUtcNow() - TimeSpan.FromSeconds(settings.FunctionTimeoutSeconds);

    private async Task<int> ReceiveAsync(
        EventSourceMappingSettings settings, int maxMessages, TimeSpan waitTime, CancellationToken cancellationToken)
    {
        var received = await source.ReceiveAsync(
            maxMessages, waitTime, settings.EffectiveVisibilityTimeout(source.VisibilityTimeout), cancellationToken);
        if (received.Count == 0)
        {
            return 0;
        }

        observer.OnPolled(received);
        List<PolledMessage> filteredOut = [];
        foreach (PolledMessage message in received)
        {
            if (settings.FilterCriteria.Matches(message.Body))
            {
                _waiting.Enqueue((message, _writer.WriteRecord(message, settings.MaximumBatchingWindowInSeconds > 0)));
            }
            else
            {
                filteredOut.Add(message);
            }
        }

        if (filteredOut.Count > 0)
        {
            await DeleteAsync(filteredOut);
        }

        return received.Count;
    }

    private async Task DeleteAsync(List<PolledMessage> filteredOut)
    {
        foreach ((PolledMessage message, string reason) in await source.DeleteAsync(filteredOut))
        {
            filteredOut.Remove(message);
            observer.OnNotDeleted(message, reason);
        }

        observer.OnFilteredOut(filteredOut);
    }

    private bool MoveWaiting(List<PolledMessage> messages, List<byte[]> records, ref long payloadBytes, int batchSize)
    {
        while (_waiting.TryPeek(out var next))
        {
            int bytes = next.Record.Length + (messages.Count == 0 ? 0 : 1);
            if (messages.Count == batchSize || (messages.Count > 0 && payloadBytes + bytes > SqsEventWriter.MaxPayloadBytes))
            {
                return true;
            }

            _waiting.Dequeue();
            messages.Add(next.Message);
            records.Add(next.Record);
            payloadBytes += bytes;
        }

        return messages.Count == batchSize;
    }
}
