using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Redrive;
using SqsLambda.Local.Sqs.Rules;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>A queue, standard or FIFO. Safe for concurrent use.</summary>
/// <remarks>Amazon SQS API Reference; SQS Developer Guide. Every member throws a <see cref="SqsException"/> where SQS answers with an error.</remarks>
internal sealed class SqsQueue : IDisposable
{
    private readonly long _id = Random.Shared.NextInt64();
    private readonly QueueGuard _guard;
    private volatile QueueAttributes _attributes;
    private long _modifiedAtMs;
    private long? _purgedAtMs;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="name">A valid name.</param>
    /// <param name="arn">The ARN that ends with the name.</param>
    /// <param name="attributes">The settings.</param>
    /// <param name="findByArn">Finds the dead-letter queue. It is called under the lock of this queue and must not lock another queue.</param>
    /// <param name="timeProvider">The clock.</param>
    public SqsQueue(string name, string arn, QueueAttributes attributes, Func<string, SqsQueue?> findByArn, TimeProvider timeProvider)
    {
        Name = name;
        Arn = arn;
        _attributes = attributes;
        var deadLetters = new DeadLetters(Arn);
        _guard = new(new QueueState(_id, attributes, findByArn, deadLetters, Observers), deadLetters, Observers, timeProvider);
        Tags = new(name);
        CreatedAtMs = _modifiedAtMs = _guard.NowMs;
    }

    public string Name { get; }

    public string Arn { get; }

    public bool IsFifo => _attributes.IsFifo;

    /// <summary>The settings as they are now.</summary>
    public QueueAttributes Attributes => _attributes;

    /// <summary>How long a received message is hidden by default: 0 to 43,200 s.</summary>
    public TimeSpan VisibilityTimeout => _attributes.VisibilityTimeout;

    /// <summary>The dead-letter queue and the number of receives before it, or null.</summary>
    public RedrivePolicy? RedrivePolicy => _attributes.RedrivePolicy;

    /// <summary>Who is told what happens to the messages of this queue.</summary>
    public QueueObservers Observers { get; } = new();

    public QueueTags Tags { get; }

    /// <summary>The tasks that move messages out of this queue.</summary>
    public MoveTaskHistory MoveTasks { get; } = new();

    /// <summary>When the queue was created, in milliseconds since 1970.</summary>
    public long CreatedAtMs { get; }

    /// <summary>When the settings were last changed, in milliseconds since 1970.</summary>
    public long ModifiedAtMs => Volatile.Read(ref _modifiedAtMs);

    /// <summary>How many messages there are now.</summary>
    public QueueCounts Counts => _guard.Do(0, static (state, _, _) => state.Counts);

    /// <summary>How many messages there are now; zero if this queue has been deleted.</summary>
    public QueueCounts CountsOrNone => _guard.TryDo(0, static (state, _, _) => state.Counts, out QueueCounts counts) ? counts : default;

    /// <summary>When the oldest message of the queue was enqueued, in milliseconds since 1970; null if there is none, or if this queue has been deleted.</summary>
    public long? OldestMs => _guard.TryDo(0, static (state, _, _) => state.Store.OldestMs, out long? oldestMs) ? oldestMs : null;

    /// <summary>How many receives wait for a message now.</summary>
    public int WaitingReceives => _guard.Do(0, static (state, _, _) => state.Polls.Count);

    /// <summary>Sends a message.</summary>
    /// <param name="entry">The message.</param>
    /// <param name="traceHeader">The X-Ray trace header of the request, for a message without an <c>AWSTraceHeader</c> of its own.</param>
    public SendMessageResult SendMessage(SendMessageEntry entry, string? traceHeader = null)
    {
        var message = MessageComposer.Compose(entry, _attributes, traceHeader);
        return _guard.Do((entry, message), static (state, sent, now) => state.Arrivals.Send(sent.entry, sent.message, state.Attributes, now));
    }

    /// <summary>Sends composed messages under one lock: a receive that waits may get several of them.</summary>
    public IReadOnlyList<SendMessageResult> SendMessages(IReadOnlyList<(SendMessageEntry Entry, Message Message)> composed) =>
        _guard.Do(composed, static (state, batch, now) =>
        {
            List<SendMessageResult> results = new(batch.Count);
            foreach (var (entry, message) in batch)
            {
                results.Add(state.Arrivals.Send(entry, message, state.Attributes, now));
            }

            return results;
        });

    /// <summary>Receives messages. If there are none, it waits for one.</summary>
    /// <param name="max">The maximum number of messages: 1 to 10.</param>
    /// <param name="wait">How long to wait: 0 to 20 s. Null: the queue's setting.</param>
    /// <param name="visibilityTimeout">How long the messages are hidden: 0 to 43,200 s. Null: the queue's setting.</param>
    /// <param name="cancellationToken">Cancels the wait. No message is lost: each is either received or still in the queue.</param>
    /// <param name="attemptId">FIFO queues: the <c>ReceiveRequestAttemptId</c>. A receive with the same id gets the same messages.</param>
    /// <returns>The messages; empty if none came in time.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        int max, TimeSpan? wait, TimeSpan? visibilityTimeout, CancellationToken cancellationToken, string? attemptId = null)
    {
        ReceiveRules.Validate(max, wait, visibilityTimeout, attemptId, IsFifo);
        cancellationToken.ThrowIfCancellationRequested();
        var options = new ReceiveOptions(max, visibilityTimeout, attemptId);
        var (received, poll) = _guard.Do((options, wait), static (state, asked, now) =>
        {
            var waitTime = asked.wait ?? state.Attributes.ReceiveMessageWaitTime;
            if (waitTime == TimeSpan.Zero && !state.Attributes.IsFifo && state.IsAtInFlightLimit)
            {
                throw SqsException.OverLimit();
            }

            var received = state.Receive(asked.options, now);
            bool waits = received.Count == 0 && waitTime > TimeSpan.Zero;
            return (received, waits ? state.Polls.Add(new(asked.options, now + (long)Math.Ceiling(waitTime.TotalMilliseconds))) : null);
        });
        return poll is null ? Task.FromResult(received) : _guard.WaitAsync(poll, cancellationToken);
    }

    /// <summary>
    /// Deletes the message of a receipt handle. Deleting it again is not an error. On a standard queue, a handle from before the latest
    /// receive deletes nothing and is not an error either.
    /// </summary>
    /// <exception cref="SqsException">The handle is not one of this queue, or this is a FIFO queue and the handle has expired.</exception>
    public void DeleteMessage(string receiptHandle)
    {
        if (!_guard.Do(ParseHandle(receiptHandle), static (state, handle, now) => state.TryDelete(handle, now)))
        {
            throw SqsException.InvalidParameterValue("ReceiptHandle", receiptHandle, "The receipt handle has expired.");
        }
    }

    /// <summary>
    /// Deletes a message by its id, whether it is in flight, delayed or visible. A client of SQS would have to receive it first.
    /// </summary>
    /// <returns>Whether there was a message of that id.</returns>
    public bool TryDelete(string messageId) => _guard.Do(messageId, static (state, id, now) => state.TryDelete(id, now));

    /// <summary>
    /// Hides a message in flight for the given time from now; 0 makes it visible at once. On a standard queue, a message that is visible again
    /// stays visible, and a handle from an earlier receive is accepted.
    /// </summary>
    /// <param name="receiptHandle">The handle of a receive of the message.</param>
    /// <param name="visibilityTimeout">0 to 43,200 s. Together with the time since the receive: at most 12 hours.</param>
    /// <exception cref="SqsException">The handle or the timeout is refused.</exception>
    public void ChangeMessageVisibility(string receiptHandle, TimeSpan visibilityTimeout)
    {
        ReceiveRules.ValidateChange(visibilityTimeout);
        if (!_guard.Do((Handle: ParseHandle(receiptHandle), visibilityTimeout), static (state, asked, now) =>
            state.TryChangeVisibility(asked.Handle, asked.visibilityTimeout, now)))
        {
            throw SqsException.InvalidParameterValue(
                "ReceiptHandle", receiptHandle, "Message does not exist or is not available for visibility timeout change.");
        }
    }

    /// <summary>When the message of a receipt handle becomes visible again, or null if it is visible or deleted.</summary>
    public DateTimeOffset? VisibleAgainAt(string receiptHandle) =>
        _guard.Do(ParseHandle(receiptHandle), static (state, handle, _) => state.VisibleAtMs(handle)) is { } visibleAtMs
            ? DateTimeOffset.FromUnixTimeMilliseconds(visibleAtMs)
            : null;

    /// <summary>Deletes all messages, also those in flight and delayed ones, and forgets all deduplication ids.</summary>
    /// <exception cref="SqsException">The queue was purged less than 60 s ago.</exception>
    public void Purge() => _guard.Do(this, static (state, queue, now) =>
    {
        if (now - queue._purgedAtMs < SqsLimits.PurgeInterval.TotalMilliseconds)
        {
            throw SqsException.PurgeQueueInProgress(queue.Name);
        }

        queue._purgedAtMs = now;
        state.Clear(MessageExit.Purged, now);
        return true;
    });

    /// <summary>Replaces the settings. A new delay applies to messages sent later; on a FIFO queue also to messages already in it.</summary>
    public void SetAttributes(QueueAttributes attributes) => _guard.Do((Queue: this, attributes), static (state, set, now) =>
    {
        state.SetAttributes(set.attributes, now);
        state.Advance(now);
        set.Queue._attributes = set.attributes;
        return set.Queue._modifiedAtMs = now;
    });

    /// <summary>Takes over a message from a queue that has this one as its dead-letter queue. If this queue was deleted, the message is lost.</summary>
    /// <returns>The message as it is stored here.</returns>
    public Message AcceptDeadLetter(StoredMessage message, string sourceArn) => _guard.TryDo(
        (message, sourceArn),
        static (state, moved, now) => state.Arrivals.AcceptDeadLetter(moved.message, moved.sourceArn, state.Attributes, now),
        out var accepted)
        ? accepted
        : message.Message;

    /// <summary>Takes over a message from a dead-letter queue, as a new message.</summary>
    /// <returns>The new message; <see langword="null"/> if this queue has been deleted.</returns>
    public QueuedMessageId? AcceptMoved(Message message, string fromArn) => _guard.TryDo(
        (message, fromArn, Arn),
        static (state, moved, now) =>
            new QueuedMessageId(moved.Arn, state.Arrivals.AcceptMoved(moved.message, moved.fromArn, state.Attributes, now)),
        out QueuedMessageId? accepted)
        ? accepted
        : null;

    /// <summary>Takes the next visible message out of reach, until <see cref="EndMove"/> is called for it.</summary>
    /// <returns>The message, or null if there is none or this queue has been deleted.</returns>
    public StoredMessage? BeginMove() => _guard.TryDo(0, static (state, _, _) => state.Store.BeginMove(), out var message) ? message : null;

    /// <summary>Takes a visible message out of reach, until <see cref="EndMove"/> is called for it.</summary>
    /// <returns>The message, or null if there is no visible message of that id or this queue has been deleted.</returns>
    public StoredMessage? BeginMove(string messageId) =>
        _guard.TryDo(messageId, static (state, id, _) => state.Store.BeginMove(id), out var message) ? message : null;

    /// <summary>Removes a message that was moved, or makes it visible again.</summary>
    /// <param name="message">The message.</param>
    /// <param name="to">What it is in the other queue; <see langword="null"/> if it was not moved.</param>
    public void EndMove(StoredMessage message, QueuedMessageId? to) =>
        _guard.TryDo((message, to), static (state, move, now) => state.EndMove(move.message, move.to, now), out _);

    /// <inheritdoc cref="QueueGuard.Dispose"/>
    public void Dispose() => _guard.Dispose();

    private ReceiptHandle ParseHandle(string receiptHandle) =>
        ReceiptHandle.TryParse(receiptHandle, out var handle) && handle.Queue == _id
            ? handle
            : throw SqsException.ReceiptHandleIsInvalid(receiptHandle);
}
