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
        Store = new(attributes.IsFifo ? new FifoOrder() : new StandardOrder());
        Arrivals = new(Store);
        Attributes = attributes;
    }

    public QueueAttributes Attributes { get; private set; }

    /// <summary>The messages of the queue.</summary>
    public MessageStore Store { get; }

    /// <summary>Stores the messages that come in.</summary>
    public MessageArrivals Arrivals { get; }

    public LongPolls Polls { get; } = new();

    public QueueCounts Counts => new(Store.Visible, Store.InFlight, Store.Delayed, _deadLetters.Leaving);

    public bool HoldsNothing => Store.Count == 0;

    public bool IsAtInFlightLimit => Store.InFlight >= SqsLimits.InFlightMessages;

    /// <summary>When <see cref="Advance"/> next has something to do.</summary>
    public long NextDueMs => Math.Min(
        Math.Min(Store.NextDueMs(Milliseconds(Attributes.MessageRetentionPeriod)), Polls.NextDueMs),
        Math.Min(Arrivals.NextDueMs, _attempts.NextDueMs));

    /// <summary>Lets happen what is due.</summary>
    public void Advance(long now)
    {
        Store.Advance(now, Milliseconds(Attributes.MessageRetentionPeriod));
        Arrivals.Advance(now);
        _attempts.Advance(now);
        ServePolls(now);
        Polls.Advance(now);
    }

    /// <summary>Delivers to those who wait. To be called after every change.</summary>
    public void ServePolls(long now)
    {
        while (Store.HasDeliverable && Polls.First is { } poll && Take(poll.Options, now) is { Count: > 0 } messages)
        {
            Polls.RemoveFirst();
            poll.Complete(messages);
        }
    }

    /// <summary>Receives what can be received now; the same again if the attempt is a repeated one.</summary>
    public IReadOnlyList<ReceivedMessage> Receive(ReceiveOptions options, long now) => Repeat(options, now) ?? Take(options, now);

    /// <summary>Deletes the message of a handle, if it is there still.</summary>
    /// <returns>False when a FIFO queue refuses the handle because it has expired.</returns>
    public bool TryDelete(ReceiptHandle handle)
    {
        if (Store.Find(handle.Message) is not { } message)
        {
            return true;
        }

        bool isLatest = message.ReceivesHere == handle.Receive;
        if (Attributes.IsFifo && !(isLatest && message.State == StoredMessageState.InFlight))
        {
            return false;
        }

        if (isLatest)
        {
            Store.Remove(message);
        }

        return true;
    }

    /// <summary>Hides a message in flight for that long from now.</summary>
    /// <returns>False when there is no such message, or, on a FIFO queue, the handle has expired.</returns>
    /// <exception cref="SqsException">The message would be hidden for longer than 12 hours in all.</exception>
    public bool TryChangeVisibility(ReceiptHandle handle, TimeSpan visibilityTimeout, long now)
    {
        var message = Store.Find(handle.Message);
        bool isInFlight = message?.State == StoredMessageState.InFlight;
        if (message is null || (Attributes.IsFifo && !(isInFlight && message.ReceivesHere == handle.Receive)))
        {
            return false;
        }

        if (isInFlight)
        {
            ReceiveRules.ValidateTotal(visibilityTimeout, TimeSpan.FromMilliseconds(now - message.LastReceivedAtMs));
            Store.Hide(message, now + Milliseconds(visibilityTimeout), now);
        }

        return true;
    }

    /// <summary>When the message of a handle becomes visible, in milliseconds since 1970. Null: it is visible, or gone.</summary>
    public long? VisibleAtMs(ReceiptHandle handle) =>
        Store.Find(handle.Message) is { State: StoredMessageState.InFlight } message ? message.VisibleAtMs : null;

    public void SetAttributes(QueueAttributes attributes)
    {
        // SQS Developer Guide, "Amazon SQS delay queues": the setting is retroactive on FIFO queues only.
        if (attributes.IsFifo && attributes.Delay != Attributes.Delay)
        {
            Store.Reschedule(Milliseconds(attributes.Delay));
        }

        Attributes = attributes;
    }

    /// <summary>Forgets all messages and ids. Sequence numbers go on.</summary>
    public void Clear()
    {
        Store.Clear();
        Arrivals.Clear();
        _attempts.Clear();
    }

    private IReadOnlyList<ReceivedMessage> Take(ReceiveOptions options, long now)
    {
        if (!Store.HasDeliverable)
        {
            return NoMessages;
        }

        var redrive = Attributes.RedrivePolicy;
        var target = redrive is null ? null : _findByArn(redrive.DeadLetterTargetArn);

        // Without the dead-letter queue, deleted perhaps, messages stay where they are.
        int maxReceives = target is null ? int.MaxValue : redrive!.MaxReceiveCount;
        var taken = Store.Take(options.Max, now, TimeoutMs(options), maxReceives, message => _deadLetters.Add(message, target!));
        if (options.AttemptId is { } attemptId && taken.Count > 0)
        {
            _attempts.Add(attemptId, taken, now);
        }

        return Snapshot(taken);
    }

    private ReceivedMessage[]? Repeat(ReceiveOptions options, long now)
    {
        if (options.AttemptId is not { } attemptId || _attempts.Repeat(attemptId, Store) is not { } messages)
        {
            return null;
        }

        foreach (var message in messages)
        {
            Store.Hide(message, now + TimeoutMs(options), now);
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
