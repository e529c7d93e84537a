using SqsLambda.Local.Sqs.Fifo;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Redrive;
using SqsLambda.Local.Sqs.Rules;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>
/// The state of a queue: its messages, the ids that it remembers and the receives that wait. Not safe for concurrent use: the queue locks, and
/// passes the time.
/// </summary>
internal sealed class QueueState
{
    private static readonly IReadOnlyList<ReceivedMessage> NoMessages = [];

    private readonly DeadLetters _deadLetters;
    private readonly ReceiveAttempts _attempts = new();
    private readonly Func<string, SqsQueue?> _findByArn;
    private readonly QueueObservers _observers;
    private readonly long _queueId;

    /// <summary>The state of a new queue.</summary>
    /// <param name="queueId">The number of the queue in receipt handles.</param>
    /// <param name="attributes">The settings.</param>
    /// <param name="findByArn">Finds the dead-letter queue.</param>
    /// <param name="deadLetters">Takes the messages for the dead-letter queue.</param>
    /// <param name="observers">Who is told what happens to the messages.</param>
    public QueueState(
        long queueId, QueueAttributes attributes, Func<string, SqsQueue?> findByArn, DeadLetters deadLetters, QueueObservers observers)
    {
        _observers = observers;
        _queueId = queueId;
        _findByArn = findByArn;
        _deadLetters = deadLetters;
        Store = new(attributes.IsFifo ? new FifoOrder() : new StandardOrder(), observers);
        Arrivals = new(Store, observers);
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

    /// <summary>When <see cref="Advance"/> must be called next, in milliseconds since 1970.</summary>
    public long NextDueMs => Math.Min(
        Math.Min(Store.NextDueMs(Milliseconds(Attributes.MessageRetentionPeriod)), Polls.NextDueMs),
        Math.Min(Arrivals.NextDueMs, _attempts.NextDueMs));

    /// <summary>Applies everything that is due: delays, timeouts and retention that have ended.</summary>
    public void Advance(long now)
    {
        Store.Advance(now, Milliseconds(Attributes.MessageRetentionPeriod));
        Arrivals.Advance(now);
        _attempts.Advance(now);
        ServePolls(now);
        Polls.Advance(now);
    }

    /// <summary>Delivers messages to the receives that wait. Called after every change.</summary>
    public void ServePolls(long now)
    {
        while (Store.HasDeliverable && Polls.First is { } poll && Take(poll.Options, now) is { Count: > 0 } messages)
        {
            Polls.RemoveFirst();
            poll.Complete(messages);
        }
    }

    /// <summary>Receives visible messages, or repeats the result of an earlier receive with the same attempt id.</summary>
    public IReadOnlyList<ReceivedMessage> Receive(ReceiveOptions options, long now) => Repeat(options, now) ?? Take(options, now);

    /// <summary>Deletes the message of a handle, if it still exists.</summary>
    /// <returns>False if this is a FIFO queue and the handle has expired.</returns>
    public bool TryDelete(ReceiptHandle handle, long now)
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
            Delete(message, now);
        }

        return true;
    }

    /// <summary>Deletes a message, whether it is in flight, delayed or visible.</summary>
    /// <returns>Whether there was a message of that id.</returns>
    public bool TryDelete(string messageId, long now)
    {
        if (Store.Find(messageId) is not { } message)
        {
            return false;
        }

        Delete(message, now);
        return true;
    }

    /// <summary>Hides a message in flight for the given time from now.</summary>
    /// <returns>False if the message does not exist, or if this is a FIFO queue and the handle has expired.</returns>
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
            foreach (IQueueObserver observer in _observers.All)
            {
                observer.OnVisibilityChanged(message.Message.MessageId, message.VisibleAtMs, now);
            }
        }

        return true;
    }

    /// <summary>When the message of a handle becomes visible, in milliseconds since 1970, or null if it is visible or deleted.</summary>
    public long? VisibleAtMs(ReceiptHandle handle) =>
        Store.Find(handle.Message) is { State: StoredMessageState.InFlight } message ? message.VisibleAtMs : null;

    /// <summary>Removes a message that was moved, or makes it visible again if it was not.</summary>
    /// <returns>Whether it still existed: it may have been deleted, or its retention may have ended.</returns>
    public bool EndMove(StoredMessage message, QueuedMessageId? to, long now)
    {
        bool existed = Store.EndMove(message, isMoved: to is not null);
        if (existed && to is not null)
        {
            foreach (IQueueObserver observer in _observers.All)
            {
                observer.OnMoved(message.Message.MessageId, to, now);
            }
        }

        return existed;
    }

    public void SetAttributes(QueueAttributes attributes, long now)
    {
        // SQS Developer Guide, "Amazon SQS delay queues": the setting is retroactive on FIFO queues only.
        if (attributes.IsFifo && attributes.Delay != Attributes.Delay)
        {
            Store.Reschedule(Milliseconds(attributes.Delay), now);
        }

        Attributes = attributes;
    }

    /// <summary>Removes all messages and forgets all ids. Sequence numbers continue.</summary>
    public void Clear(MessageExit exit, long now)
    {
        if (!HoldsNothing && _observers.All.Length > 0)
        {
            IReadOnlyList<string> ids = [.. Store.All.Select(static message => message.Message.MessageId)];
            foreach (IQueueObserver observer in _observers.All)
            {
                observer.OnCleared(ids, exit, now);
            }
        }

        Store.Clear();
        Arrivals.Clear();
        _attempts.Clear();
    }

    // If the dead-letter queue does not exist, messages stay in this queue.
    private int? MaxReceives => Attributes.RedrivePolicy is { } redrive && _findByArn(redrive.DeadLetterTargetArn) is not null ? redrive.MaxReceiveCount : null;

    private void Delete(StoredMessage message, long now)
    {
        Store.Remove(message);
        foreach (IQueueObserver observer in _observers.All)
        {
            observer.OnLeft(message.Message.MessageId, MessageExit.Deleted, now);
        }
    }

    private IReadOnlyList<ReceivedMessage> Take(ReceiveOptions options, long now)
    {
        if (!Store.HasDeliverable)
        {
            return NoMessages;
        }

        var redrive = Attributes.RedrivePolicy;
        var target = redrive is null ? null : _findByArn(redrive.DeadLetterTargetArn);

        // If the dead-letter queue does not exist, messages stay in this queue.
        int maxReceives = target is null ? int.MaxValue : redrive!.MaxReceiveCount;
        var taken = Store.Take(options.Max, now, TimeoutMs(options), maxReceives, message => _deadLetters.Add(message, target!));
        if (options.AttemptId is { } attemptId && taken.Count > 0)
        {
            _attempts.Add(attemptId, taken, now);
        }

        return Snapshot(taken, now);
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
        return Snapshot(messages, now);
    }

    private ReceivedMessage[] Snapshot(List<StoredMessage> messages, long now)
    {
        var received = new ReceivedMessage[messages.Count];
        for (int i = 0; i < received.Length; i++)
        {
            var message = messages[i];
            received[i] = new(message, new ReceiptHandle(_queueId, message.Number, message.ReceivesHere).ToString());
        }

        if (received.Length > 0)
        {
            foreach (IQueueObserver observer in _observers.All)
            {
                observer.OnReceived(received, MaxReceives, now);
            }
        }

        return received;
    }

    private long TimeoutMs(ReceiveOptions options) => Milliseconds(options.VisibilityTimeout ?? Attributes.VisibilityTimeout);

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
