namespace SqsLambda.Local.Mapping;

/// <summary>
/// Fills batches, as one of Lambda's pollers does: until the batch size is met, the batching window ends or the payload reaches 6 MB.
/// </summary>
internal sealed class BatchGatherer(
    IEventSource source, EventSourceMappingSettings settings, SqsEventWriter writer, TimeProvider timeProvider)
{
    private const int MaxMessagesPerReceive = 10;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    private readonly TimeSpan _window = TimeSpan.FromSeconds(settings.MaximumBatchingWindowInSeconds);

    // What was received and did not fit in the last batch.
    private readonly Queue<(PolledMessage Message, byte[] Record)> _waiting = new();

    /// <summary>Gathers the next batch; an empty one where none came in one long poll.</summary>
    public async Task<(List<PolledMessage> Messages, byte[] Payload)> GatherAsync(CancellationToken cancellationToken)
    {
        var messages = new List<PolledMessage>();
        var records = new List<byte[]>();
        long payloadBytes = 0;
        bool isFull = MoveWaiting(messages, records, ref payloadBytes);
        long windowStart = timeProvider.GetTimestamp();
        while (!isFull)
        {
            TimeSpan windowLeft = _window - timeProvider.GetElapsedTime(windowStart);
            if (messages.Count > 0 && windowLeft <= TimeSpan.Zero)
            {
                break;
            }

            var received = await source.ReceiveAsync(
                Math.Min(MaxMessagesPerReceive, settings.BatchSize - messages.Count),
                messages.Count == 0 ? MaxWait : windowLeft < MaxWait ? windowLeft : MaxWait,
                settings.EffectiveVisibilityTimeout(source.VisibilityTimeout),
                cancellationToken);
            foreach (PolledMessage message in received)
            {
                _waiting.Enqueue((message, writer.WriteRecord(message)));
            }

            isFull = MoveWaiting(messages, records, ref payloadBytes);
            if (received.Count == 0 && messages.Count == 0)
            {
                break;
            }
        }

        return (messages, SqsEventWriter.WriteEvent(records));
    }

    /// <summary>
    /// Forgets what did not fit in the last batch, so that on a FIFO queue nothing overtakes a message that failed. It stays in the queue.
    /// </summary>
    public void Forget() => _waiting.Clear();

    private bool MoveWaiting(List<PolledMessage> messages, List<byte[]> records, ref long payloadBytes)
    {
        while (_waiting.TryPeek(out var next))
        {
            if (messages.Count == settings.BatchSize
                || (messages.Count > 0 && payloadBytes + next.Record.Length + 1 > SqsEventWriter.MaxPayloadBytes))
            {
                return true;
            }

            _waiting.Dequeue();
            messages.Add(next.Message);
            records.Add(next.Record);
            payloadBytes += next.Record.Length + 1;
        }

        return messages.Count == settings.BatchSize;
    }
}
