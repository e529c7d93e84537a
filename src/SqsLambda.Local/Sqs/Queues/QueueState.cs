using SqsLambda.Local.Sqs.Fifo;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Redrive;
using SqsLambda.Local.Sqs.Rules;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>
/// What a queue holds, remembers and owes to those who wait, and how that changes. Not safe for concurrent use: the queue locks, and says what
/// time it is.
/// </summary>
internal sealed class QueueState
{
    private static readonly IReadOnlyList<ReceivedMessage> NoMessages = [];

    private readonly MessageStore _store;
    private readonly MessageArrivals _arrivals;
    private readonly DeadLetters _deadLetters;
    private readonly ReceiveAttempts _attempts = new();
    private readonly Func<string, SqsQueue?> _findByArn;
    private readonly long _queueId;

    /// <summary>The state of a new queue.</summary>
    /// <param name="queueId">The number that receipt handles name the queue by.</param>
    /// <param name="attributes">The settings.</param>
    /// <param name="findByArn">Finds the dead-letter queue.</param>
    /// <param name="deadLetters">Takes the messages that go to it.</param>
    public QueueState(long queueId, QueueAttributes attributes, Func<string, SqsQueue?> findByArn, DeadLetters deadLetters)
    {
        _queueId = queueId;
        _findByArn = findByArn;
        _deadLetters = deadLetters;
        _store = new(attributes.IsFifo ? new FifoOrder() : new StandardOrder());
        _arrivals = new(_store);
        Attributes = attributes;
    }

    public QueueAttributes Attributes { get; private set; }

    public LongPolls Polls { get; } = new();

    public QueueCounts Counts => new(_store.Visible, _store.InFlight, _store.Delayed, _deadLetters.Leaving);

    public bool HoldsNothing => _store.Count == 0;

    public bool IsAtInFlightLimit => _store.InFlight >= SqsLimits.InFlightMessages;

    /// <summary>When <see cref="Advance"/> next has something to do.</summary>
    public long NextDueMs => Math.Min(
        Math.Min(_store.NextDueMs(Milliseconds(Attributes.MessageRetentionPeriod)), Polls.NextDueMs),
        Math.Min(_arrivals.NextDueMs, _attempts.NextDueMs));

    /// <summary>Lets happen what is due.</summary>
    public void Advance(long now)
    {
        _store.Advance(now, Milliseconds(Attributes.MessageRetentionPeriod));
        _arrivals.Advance(now);
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

    /// <inheritdoc cref="MessageArrivals.Send"/>
    public SendMessageResult Send(SendMessageEntry entry, Message message, long now) => _arrivals.Send(entry, message, Attributes, now);

    /// <inheritdoc cref="MessageArrivals.AcceptDeadLetter"/>
    public Message AcceptDeadLetter(StoredMessage stored, string sourceArn, long now) =>
        _arrivals.AcceptDeadLetter(stored, sourceArn, Attributes, now);

    /// <inheritdoc cref="MessageArrivals.AcceptMoved"/>
    public string AcceptMoved(Message message, long now) => _arrivals.AcceptMoved(message, Attributes, now);

    /// <inheritdoc cref="MessageStore.BeginMove"/>
    public StoredMessage? BeginMove() => _store.BeginMove();

    /// <inheritdoc cref="MessageStore.EndMove"/>
    public bool EndMove(StoredMessage message, bool isMoved) => _store.EndMove(message, isMoved);

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
        _store.Find(handle.Message) is { State: MessageState.InFlight } message ? message.VisibleAtMs : null;

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
        _arrivals.Clear();
        _attempts.Clear();
    }

    private IReadOnlyList<ReceivedMessage> Take(ReceiveOptions options, long now)
    {
        if (!_store.HasDeliverable)
        {
            return NoMessages;
        }

        var redrive = Attributes.RedrivePolicy;
        var target = redrive is null ? null : _findByArn(redrive.DeadLetterTargetArn);

        // Without the dead-letter queue, deleted perhaps, messages stay where they are.
        int maxReceives = target is null ? int.MaxValue : redrive!.MaxReceiveCount;
        var taken = _store.Take(options.Max, now, TimeoutMs(options), maxReceives, message => _deadLetters.Add(message, target!));
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
            received[i] = new(message, new ReceiptHandle(_queueId, message.Number, message.ReceivesHere).ToString());
        }

        return received;
    }

    private long TimeoutMs(ReceiveOptions options) => Milliseconds(options.VisibilityTimeout ?? Attributes.VisibilityTimeout);

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
