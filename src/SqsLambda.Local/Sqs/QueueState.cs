namespace SqsLambda.Local.Sqs;

/// <summary>
/// What a queue holds, remembers and owes to those who wait, and how that changes. Not safe for concurrent use: the queue locks, and says what
/// time it is.
/// </summary>
/// <param name="queueId">The number that receipt handles name the queue by.</param>
/// <param name="attributes">The settings.</param>
/// <param name="findByArn">Finds the dead-letter queue.</param>
/// <param name="deadLetters">Takes the messages that go to it.</param>
internal sealed class QueueState(long queueId, QueueAttributes attributes, Func<string, SqsQueue?> findByArn, DeadLetters deadLetters)
{
    private static readonly IReadOnlyList<ReceivedMessage> NoMessages = [];

    private readonly MessageStore _store = new(attributes.IsFifo ? new FifoOrder() : new StandardOrder());
    private readonly DeduplicationMemory _deduplication = new();
    private readonly ReceiveAttempts _attempts = new();
    private readonly SequenceNumbers _sequenceNumbers = new();

    public QueueAttributes Attributes { get; private set; } = attributes;

    public LongPolls Polls { get; } = new();

    public QueueCounts Counts => new(_store.Visible, _store.InFlight, _store.Delayed, deadLetters.Count);

    public bool IsAtInFlightLimit => _store.InFlight >= SqsLimits.InFlightMessages;

    /// <summary>When <see cref="Advance"/> next has something to do.</summary>
    public long NextDueMs => Math.Min(
        Math.Min(_store.NextDueMs(Milliseconds(Attributes.MessageRetentionPeriod)), Polls.NextDueMs),
        Math.Min(_deduplication.NextDueMs, _attempts.NextDueMs));

    /// <summary>Lets happen what is due.</summary>
    public void Advance(long now)
    {
        _store.Advance(now, Milliseconds(Attributes.MessageRetentionPeriod));
        _deduplication.Advance(now);
        _attempts.Advance(now);
        ServePolls(now);
        Polls.Advance(now);
    }

    /// <summary>Delivers to those who wait. To be called after every change.</summary>
    public void ServePolls(long now)
    {
        while (_store.HasDeliverable && Polls.First is { } poll && Take(poll.Options, now) is { Count: > 0 } messages)
        {
            Polls.RemoveFirst();
            poll.Complete(messages);
        }
    }

    /// <summary>Stores a message, unless it is a duplicate.</summary>
    public SendMessageResult Send(SendMessageEntry entry, Message message, long now)
    {
        var (messageId, sequenceNumber) = Attributes.IsFifo
            ? StoreUnlessDuplicate(message, now)
            : Store(message, entry.DelaySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Attributes.Delay, now);
        return new()
        {
            Id = entry.Id,
            MessageId = messageId,
            MD5OfMessageBody = message.Md5OfBody,
            MD5OfMessageAttributes = message.Md5OfAttributes,
            MD5OfMessageSystemAttributes = entry.MessageSystemAttributes is { Count: > 0 } system ? Digests.Md5OfAttributes(system) : null,
            SequenceNumber = sequenceNumber,
        };
    }

    /// <summary>Stores a message of a queue whose dead-letter queue this is.</summary>
    /// <returns>The message as it is here.</returns>
    public Message AcceptDeadLetter(StoredMessage stored, string sourceArn, long now)
    {
        var message = stored.Message with { DeadLetterQueueSourceArn = sourceArn };
        if (Attributes.IsFifo)
        {
            // SQS Developer Guide, "Using dead-letter queues in Amazon SQS": FIFO queues reset the enqueue time, standard queues keep it.
            // The deduplication id becomes the message id, so that nothing sent here keeps the message out.
            message = message with { DeduplicationId = message.MessageId, SequenceNumber = _sequenceNumbers.Next(), EnqueuedAtMs = now };
        }

        _store.Add(message, now, now, stored.ReceiveCount, stored.FirstReceivedAtMs);
        return message;
    }

    /// <summary>Receives what can be received now; the same again if the attempt is a repeated one.</summary>
    public IReadOnlyList<ReceivedMessage> Receive(ReceiveOptions options, long now) => Repeat(options, now) ?? Take(options, now);

    /// <summary>Deletes the message of a handle, if it is there still.</summary>
    /// <returns>False when a FIFO queue refuses the handle because it has expired.</returns>
    public bool TryDelete(ReceiptHandle handle)
    {
        if (_store.Find(handle.Message) is not { } message)
        {
            return true;
        }

        bool isLatest = message.ReceivesHere == handle.Receive;
        if (Attributes.IsFifo && !(isLatest && message.State == MessageState.InFlight))
        {
            return false;
        }

        if (isLatest)
        {
            _store.Remove(message);
        }

        return true;
    }

    /// <summary>Hides a message in flight for that long from now.</summary>
    /// <returns>False when there is no such message, or, on a FIFO queue, the handle has expired.</returns>
    /// <exception cref="SqsException">The message would be hidden for longer than 12 hours in all.</exception>
    public bool TryChangeVisibility(ReceiptHandle handle, TimeSpan visibilityTimeout, long now)
    {
        var message = _store.Find(handle.Message);
        bool isInFlight = message?.State == MessageState.InFlight;
        if (message is null || (Attributes.IsFifo && !(isInFlight && message.ReceivesHere == handle.Receive)))
        {
            return false;
        }

        if (isInFlight)
        {
            ReceiveRules.ValidateTotal(visibilityTimeout, TimeSpan.FromMilliseconds(now - message.LastReceivedAtMs));
            _store.Hide(message, now + Milliseconds(visibilityTimeout), now);
        }

        return true;
    }

    /// <summary>When the message of a handle becomes visible, in milliseconds since 1970. Null: it is visible, or gone.</summary>
    public long? VisibleAtMs(ReceiptHandle handle) =>
        _store.Find(handle.Message) is { State: not MessageState.Visible } message ? message.VisibleAtMs : null;

    public void SetAttributes(QueueAttributes attributes)
    {
        // SQS Developer Guide, "Amazon SQS delay queues": the setting is retroactive on FIFO queues only.
        if (attributes.IsFifo && attributes.Delay != Attributes.Delay)
        {
            _store.Reschedule(Milliseconds(attributes.Delay));
        }

        Attributes = attributes;
    }

    /// <summary>Forgets all messages and ids. Sequence numbers go on.</summary>
    public void Clear()
    {
        _store.Clear();
        _deduplication.Clear();
        _attempts.Clear();
    }

    private (string MessageId, string? SequenceNumber) StoreUnlessDuplicate(Message message, long now)
    {
        string? scope = Attributes.DeduplicatesPerGroup ? message.GroupId : null;
        if (_deduplication.TryFind(scope, message.DeduplicationId!, out var original))
        {
            return (original.MessageId, original.SequenceNumber);
        }

        string sequenceNumber = _sequenceNumbers.Next();
        _deduplication.Add(scope, message.DeduplicationId!, new(message.MessageId, sequenceNumber), now);
        return Store(message with { SequenceNumber = sequenceNumber }, Attributes.Delay, now);
    }

    private (string MessageId, string? SequenceNumber) Store(Message message, TimeSpan delay, long now)
    {
        _store.Add(message with { EnqueuedAtMs = now }, now + Milliseconds(delay), now);
        return (message.MessageId, message.SequenceNumber);
    }

    private IReadOnlyList<ReceivedMessage> Take(ReceiveOptions options, long now)
    {
        if (!_store.HasDeliverable)
        {
            return NoMessages;
        }

        var redrive = Attributes.RedrivePolicy;
        var target = redrive is null ? null : findByArn(redrive.DeadLetterTargetArn);

        // Without the dead-letter queue, deleted perhaps, messages stay where they are.
        int maxReceives = target is null ? int.MaxValue : redrive!.MaxReceiveCount;
        var taken = _store.Take(options.Max, now, TimeoutMs(options), maxReceives, message => deadLetters.Add(message, target!));
        if (options.AttemptId is { } attemptId && taken.Count > 0)
        {
            _attempts.Add(attemptId, taken, now);
        }

        return Snapshot(taken);
    }

    private ReceivedMessage[]? Repeat(ReceiveOptions options, long now)
    {
        if (options.AttemptId is not { } attemptId || _attempts.Repeat(attemptId, _store) is not { } messages)
        {
            return null;
        }

        foreach (var message in messages)
        {
            _store.Hide(message, now + TimeoutMs(options), now);
        }

        _attempts.Add(attemptId, messages, now);
        return Snapshot(messages);
    }

    private ReceivedMessage[] Snapshot(List<StoredMessage> messages)
    {
        var received = new ReceivedMessage[messages.Count];
        for (int i = 0; i < received.Length; i++)
        {
            var message = messages[i];
            received[i] = new(message, new ReceiptHandle(queueId, message.Number, message.ReceivesHere).ToString());
        }

        return received;
    }

    private long TimeoutMs(ReceiveOptions options) => Milliseconds(options.VisibilityTimeout ?? Attributes.VisibilityTimeout);

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
