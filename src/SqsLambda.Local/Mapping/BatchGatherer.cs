namespace SqsLambda.Local.Mapping;

/// <summary>
/// Fills batches like one of Lambda's pollers: until the batch size is reached, the batching window ends or the payload reaches 6 MB. Messages
/// that match no filter are deleted.
/// </summary>
internal sealed class BatchGatherer(
    IEventSource source, EventSourceMappingSettings settings, TimeProvider timeProvider, IEventSourceMappingObserver observer)
{
    private const int MaxMessagesPerReceive = 10;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    private readonly TimeSpan _window = TimeSpan.FromSeconds(settings.MaximumBatchingWindowInSeconds);
    private readonly TimeSpan _functionTimeout = TimeSpan.FromSeconds(settings.FunctionTimeoutSeconds);
    private readonly SqsEventWriter _writer = new(source, settings.MaximumBatchingWindowInSeconds > 0);

    // Messages that were received and did not fit in the last batch.
    private readonly Queue<(PolledMessage Message, byte[] Record)> _waiting = new();

    /// <summary>Gathers the next batch. It is empty if no message came during one long poll.</summary>
    public async Task<PolledBatch> GatherAsync(CancellationToken cancellationToken)
    {
        ForgetWhatMayReappear();
        var messages = new List<PolledMessage>();
        var records = new List<byte[]>();
        long payloadBytes = SqsEventWriter.FrameBytes;
        bool isFull = MoveWaiting(messages, records, ref payloadBytes);
        long windowStart = timeProvider.GetTimestamp();
        while (!isFull)
        {
            TimeSpan windowLeft = WindowLeft(windowStart, messages);
            if (messages.Count > 0 && windowLeft <= TimeSpan.Zero)
            {
                break;
            }

            int received;
            try
            {
                received = await ReceiveAsync(
                    Math.Min(MaxMessagesPerReceive, settings.BatchSize - messages.Count),
                    messages.Count == 0 ? MaxWait : windowLeft < MaxWait ? windowLeft : MaxWait,
                    cancellationToken);
            }
            catch (Exception exception) when (messages.Count > 0 && exception is not OperationCanceledException)
            {
                observer.OnPollFailed(exception.Message);
                break;
            }

            isFull = MoveWaiting(messages, records, ref payloadBytes);
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
    private void ForgetWhatMayReappear()
    {
        if (_waiting.TryPeek(out var first) && HiddenBeyondTimeout(first.Message) < TimeSpan.Zero)
        {
            Forget();
        }
    }

    // Messages that waited are hidden for a shorter time now, so the window is shorter too.
    private TimeSpan WindowLeft(long windowStart, List<PolledMessage> messages)
    {
        TimeSpan left = _window - timeProvider.GetElapsedTime(windowStart);
        return messages.Count > 0 && HiddenBeyondTimeout(messages[0]) is var hidden && hidden < left ? hidden : left;
    }

    private TimeSpan HiddenBeyondTimeout(PolledMessage message) => message.VisibleAgain - timeProvider.GetUtcNow() - _functionTimeout;

    private async Task<int> ReceiveAsync(int maxMessages, TimeSpan waitTime, CancellationToken cancellationToken)
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
                _waiting.Enqueue((message, _writer.WriteRecord(message)));
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

    private bool MoveWaiting(List<PolledMessage> messages, List<byte[]> records, ref long payloadBytes)
    {
        while (_waiting.TryPeek(out var next))
        {
            int bytes = next.Record.Length + (messages.Count == 0 ? 0 : 1);
            if (messages.Count == settings.BatchSize || (messages.Count > 0 && payloadBytes + bytes > SqsEventWriter.MaxPayloadBytes))
            {
                return true;
            }

            _waiting.Dequeue();
            messages.Add(next.Message);
            records.Add(next.Record);
            payloadBytes += bytes;
        }

        return messages.Count == settings.BatchSize;
    }
}
