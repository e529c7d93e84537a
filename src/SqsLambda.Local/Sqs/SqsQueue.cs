using System.Globalization;

namespace SqsLambda.Local.Sqs;

/// <summary>A queue, standard or FIFO. Safe for concurrent use: one short lock guards all of its state.</summary>
/// <remarks>Amazon SQS API Reference; SQS Developer Guide. Every member throws a <see cref="SqsException"/> where SQS answers with an error.</remarks>
internal sealed class SqsQueue : IDisposable
{
    private static readonly IReadOnlyList<ReceivedMessage> NoMessages = [];

    private readonly Lock _lock = new();
    private readonly Func<string, SqsQueue?> _findByArn;
    private readonly long _id = Random.Shared.NextInt64();
    private readonly MessageStore _store;
    private readonly DeduplicationMemory _deduplication = new();
    private readonly ReceiveAttempts _attempts = new();
    private readonly SequenceNumbers _sequenceNumbers = new();
    private readonly LongPolls _polls = new();
    private readonly DeadLetters _deadLetters;
    private readonly QueueTimer _timer;
    private readonly long _createdAtMs;
    private volatile QueueAttributes _attributes;
    private long _modifiedAtMs;
    private long _purgedAtMs = long.MinValue / 2;
    private bool _isDeleted;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="name">Its name, which is valid.</param>
    /// <param name="attributes">Its settings.</param>
    /// <param name="findByArn">Finds the dead-letter queue. Called under the lock of this queue: it must not lock another one.</param>
    /// <param name="timeProvider">The clock.</param>
    public SqsQueue(string name, QueueAttributes attributes, Func<string, SqsQueue?> findByArn, TimeProvider timeProvider)
    {
        Name = name;
        Arn = QueueName.ToArn(name);
        _attributes = attributes;
        _findByArn = findByArn;
        _store = new(attributes.IsFifo ? new FifoOrder() : new StandardOrder());
        _deadLetters = new(Arn);
        _timer = new(timeProvider, OnTimer);
        _createdAtMs = _modifiedAtMs = _timer.NowMs;
    }

    public string Name { get; }

    public string Arn { get; }

    public bool IsFifo => _attributes.IsFifo;

    /// <summary>The settings as they are now.</summary>
    public QueueAttributes Attributes => _attributes;

    /// <summary>How long a received message is hidden if the receive does not say: 0 to 43,200 s.</summary>
    public TimeSpan VisibilityTimeout => _attributes.VisibilityTimeout;

    /// <summary>Where messages go that were received too often, or null.</summary>
    public RedrivePolicy? RedrivePolicy => _attributes.RedrivePolicy;

    /// <summary>
    /// Is told of each message that this queue hands to its dead-letter queue, after that, on the thread at hand and under no lock. It must
    /// return soon and not throw.
    /// </summary>
    public Action<DeadLetteredMessage>? DeadLettered { get; set; }

    /// <summary>How many messages there are now.</summary>
    public QueueCounts Counts
    {
        get
        {
            lock (_lock)
            {
                Advance();
                return new(_store.Visible, _store.InFlight, _store.Delayed);
            }
        }
    }

    /// <summary>Sends a message.</summary>
    public SendMessageResult SendMessage(SendMessageEntry entry)
    {
        var message = MessageComposer.Compose(entry, _attributes);
        SendMessageResult result;
        lock (_lock)
        {
            long now = Advance();
            result = Store(entry, message, now);
            Settle(now);
        }

        ForwardDeadLetters();
        return result;
    }

    /// <summary>Sends up to 10 messages of together up to 1 MiB. An entry that is refused fails alone, a batch that is refused as a whole.</summary>
    public BatchResult<SendMessageResult> SendMessageBatch(IReadOnlyList<SendMessageEntry> entries)
    {
        var attributes = _attributes;
        MessageComposer.ValidateBatch(entries, attributes);
        List<(SendMessageEntry Entry, Message Message)> composed = new(entries.Count);
        List<BatchFailure> failed = [];
        foreach (var entry in entries)
        {
            try
            {
                composed.Add((entry, MessageComposer.ComposeInBatch(entry, attributes)));
            }
            catch (SqsException e)
            {
                failed.Add(BatchFailure.Of(entry.Id!, e));
            }
        }

        List<SendMessageResult> successful = new(composed.Count);
        lock (_lock)
        {
            long now = Advance();
            foreach (var (entry, message) in composed)
            {
                successful.Add(Store(entry, message, now));
            }

            Settle(now);
        }

        ForwardDeadLetters();
        return BatchResult<SendMessageResult>.Of(successful, failed);
    }

    /// <summary>Receives messages; if there are none, waits for one.</summary>
    /// <param name="max">How many at most: 1 to 10.</param>
    /// <param name="wait">How long to wait: 0 to 20 s. Null: as the queue says.</param>
    /// <param name="visibilityTimeout">For how long the messages are hidden: 0 to 43,200 s. Null: as the queue says.</param>
    /// <param name="cancellationToken">Ends the wait. Messages are not lost by it: they are received, or they are not.</param>
    /// <param name="attemptId">FIFO queues: the <c>ReceiveRequestAttemptId</c>, by which a receive can be repeated.</param>
    /// <returns>The messages; none when the wait ended without one.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        int max, TimeSpan? wait, TimeSpan? visibilityTimeout, CancellationToken cancellationToken, string? attemptId = null)
    {
        ReceiveRules.Validate(max, wait, visibilityTimeout, attemptId, IsFifo);
        cancellationToken.ThrowIfCancellationRequested();
        var options = new ReceiveOptions(max, visibilityTimeout, attemptId);
        long waitMs = (long)(wait ?? _attributes.ReceiveMessageWaitTime).TotalMilliseconds;
        LinkedListNode<LongPoll>? poll = null;
        IReadOnlyList<ReceivedMessage> received;
        lock (_lock)
        {
            long now = Advance();
            if (waitMs == 0 && !IsFifo && _store.InFlight >= SqsLimits.InFlightMessages)
            {
                throw SqsException.OverLimit();
            }

            received = Repeat(options, now) ?? Take(options, now);
            if (received.Count == 0 && waitMs > 0)
            {
                poll = _polls.Add(new(options, now + waitMs));
            }

            Settle(now);
        }

        ForwardDeadLetters();
        return poll is null ? Task.FromResult(received) : WaitAsync(poll, cancellationToken);
    }

    /// <summary>
    /// Deletes the message of a receipt handle. Deleting it twice is no error, nor is, on a standard queue, a handle that is no longer the
    /// latest, which deletes nothing.
    /// </summary>
    /// <exception cref="SqsException">This queue gave no such handle, or it is a FIFO queue and the handle has expired.</exception>
    public void DeleteMessage(string receiptHandle)
    {
        var handle = ParseHandle(receiptHandle);
        lock (_lock)
        {
            long now = Advance();
            if (_store.Find(handle.Message) is { } message)
            {
                bool isLatest = message.ReceivesHere == handle.Receive;
                if (IsFifo && !(isLatest && message.State == MessageState.InFlight))
                {
                    throw SqsException.InvalidParameterValue("ReceiptHandle", receiptHandle, "The receipt handle has expired.");
                }

                if (isLatest)
                {
                    _store.Remove(message);
                }
            }

            Settle(now);
        }

        ForwardDeadLetters();
    }

    /// <summary>Deletes the messages of up to 10 receipt handles, as <see cref="DeleteMessage"/> does.</summary>
    public BatchResult<BatchSuccess> DeleteMessageBatch(IReadOnlyList<DeleteMessageEntry> entries)
    {
        BatchRules.Validate(entries, entry => entry.Id, "DeleteMessageBatchRequestEntry");
        return BatchRules.ForEach(
            entries, entry => entry.Id, entry => DeleteMessage(entry.ReceiptHandle ?? throw SqsException.MissingParameter("ReceiptHandle")));
    }

    /// <summary>
    /// Hides a message in flight for that long from now; 0 makes it visible at once. On a standard queue nothing happens to a message that is
    /// visible again, and a handle of an earlier receive will do.
    /// </summary>
    /// <param name="receiptHandle">The handle of a receive of the message.</param>
    /// <param name="visibilityTimeout">0 to 43,200 s; with the time since the message was received not more than 12 hours.</param>
    /// <exception cref="SqsException">The handle or the timeout is refused.</exception>
    public void ChangeMessageVisibility(string receiptHandle, TimeSpan visibilityTimeout)
    {
        ReceiveRules.ValidateChange(visibilityTimeout);
        var handle = ParseHandle(receiptHandle);
        lock (_lock)
        {
            long now = Advance();
            var message = _store.Find(handle.Message);
            bool isInFlight = message?.State == MessageState.InFlight;
            if (message is null || (IsFifo && !(isInFlight && message.ReceivesHere == handle.Receive)))
            {
                throw SqsException.InvalidParameterValue(
                    "ReceiptHandle", receiptHandle, "Message does not exist or is not available for visibility timeout change.");
            }

            if (isInFlight)
            {
                ReceiveRules.ValidateTotal(visibilityTimeout, TimeSpan.FromMilliseconds(now - message.LastReceivedAtMs));
                _store.Hide(message, now + (long)visibilityTimeout.TotalMilliseconds, now);
            }

            Settle(now);
        }

        ForwardDeadLetters();
    }

    /// <summary>Changes the visibility of up to 10 messages, as <see cref="ChangeMessageVisibility"/> does.</summary>
    public BatchResult<BatchSuccess> ChangeMessageVisibilityBatch(IReadOnlyList<ChangeMessageVisibilityEntry> entries)
    {
        BatchRules.Validate(entries, entry => entry.Id, "ChangeMessageVisibilityBatchRequestEntry");
        return BatchRules.ForEach(
            entries, entry => entry.Id, entry => ChangeMessageVisibility(
                entry.ReceiptHandle ?? throw SqsException.MissingParameter("ReceiptHandle"),
                TimeSpan.FromSeconds(entry.VisibilityTimeout ?? throw SqsException.MissingParameter("VisibilityTimeout"))));
    }

    /// <summary>When the message of a receipt handle becomes visible again. Null: it is visible, or gone.</summary>
    public DateTimeOffset? VisibleAgainAt(string receiptHandle)
    {
        var handle = ParseHandle(receiptHandle);
        lock (_lock)
        {
            Advance();
            return _store.Find(handle.Message) is { State: not MessageState.Visible } message
                ? DateTimeOffset.FromUnixTimeMilliseconds(message.VisibleAtMs)
                : null;
        }
    }

    /// <summary>Deletes all messages, those in flight and delayed ones too, and forgets all deduplication ids.</summary>
    /// <exception cref="SqsException">The queue was purged less than 60 s ago.</exception>
    public void Purge()
    {
        lock (_lock)
        {
            long now = Advance();
            if (now - _purgedAtMs < SqsLimits.PurgeInterval.TotalMilliseconds)
            {
                throw SqsException.PurgeQueueInProgress(Name);
            }

            _purgedAtMs = now;
            Forget();
        }
    }

    /// <summary>The attributes of those names, <c>All</c> being all of them. An attribute that the queue does not have is left out.</summary>
    /// <exception cref="SqsException">There is no attribute of such a name.</exception>
    public IReadOnlyDictionary<string, string> GetAttributes(IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => name != QueueAttributeName.All && !QueueAttributeName.Known.Contains(name)) is { } unknown)
        {
            throw SqsException.UnknownAttribute(unknown);
        }

        var attributes = new SortedDictionary<string, string>(_attributes.Values.ToDictionary(), StringComparer.Ordinal);
        var counts = Counts;
        Add(QueueAttributeName.ApproximateNumberOfMessages, counts.Visible);
        Add(QueueAttributeName.ApproximateNumberOfMessagesDelayed, counts.Delayed);
        Add(QueueAttributeName.ApproximateNumberOfMessagesNotVisible, counts.NotVisible);
        Add(QueueAttributeName.CreatedTimestamp, _createdAtMs / 1000);
        Add(QueueAttributeName.LastModifiedTimestamp, Volatile.Read(ref _modifiedAtMs) / 1000);
        attributes.Add(QueueAttributeName.QueueArn, Arn);
        if (!names.Contains(QueueAttributeName.All))
        {
            foreach (string name in attributes.Keys.Except(names).ToList())
            {
                attributes.Remove(name);
            }
        }

        return attributes;

        void Add(string name, long value) => attributes.Add(name, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Replaces the settings. A new delay counts for messages sent from now on; on a FIFO queue for those in it too.</summary>
    public void SetAttributes(QueueAttributes attributes)
    {
        lock (_lock)
        {
            // SQS Developer Guide, "Amazon SQS delay queues": the setting is retroactive on FIFO queues only.
            if (IsFifo && attributes.Delay != _attributes.Delay)
            {
                _store.Reschedule((long)attributes.Delay.TotalMilliseconds);
            }

            _attributes = attributes;
            long now = Advance();
            _modifiedAtMs = now;
            Settle(now);
        }

        ForwardDeadLetters();
    }

    /// <summary>Deletes the queue: whoever uses it from now on, or waits on it, is told that it does not exist.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDeleted = true;
            Forget();
            _polls.Fail(SqsException.QueueDoesNotExist);
            _timer.Dispose();
        }
    }

    /// <summary>Takes over a message of a queue whose dead-letter queue this is.</summary>
    /// <returns>The message as it is here.</returns>
    internal Message AcceptDeadLetter(StoredMessage stored, string sourceArn)
    {
        var message = stored.Message with { DeadLetterQueueSourceArn = sourceArn };
        lock (_lock)
        {
            if (_isDeleted)
            {
                return message;
            }

            long now = Advance();
            if (IsFifo)
            {
                // SQS Developer Guide, "Using dead-letter queues in Amazon SQS": FIFO queues reset the enqueue time, standard queues keep it.
                // The deduplication id becomes the message id, so that nothing sent here keeps the message out.
                message = message with
                {
                    DeduplicationId = message.MessageId,
                    SequenceNumber = _sequenceNumbers.Next(),
                    EnqueuedAtMs = now,
                };
            }

            _store.Add(message, now, now, stored.ReceiveCount, stored.FirstReceivedAtMs);
            Settle(now);
        }

        ForwardDeadLetters();
        return message;
    }

    private SendMessageResult Store(SendMessageEntry entry, Message message, long now)
    {
        string messageId = message.MessageId;
        string? sequenceNumber = null;
        string? scope = _attributes.DeduplicatesPerGroup ? message.GroupId : null;
        if (IsFifo && _deduplication.TryFind(scope, message.DeduplicationId!, out var original))
        {
            (messageId, sequenceNumber) = original;
        }
        else
        {
            var delay = entry.DelaySeconds is { } seconds && !IsFifo ? TimeSpan.FromSeconds(seconds) : _attributes.Delay;
            sequenceNumber = IsFifo ? _sequenceNumbers.Next() : null;
            _store.Add(message with { SequenceNumber = sequenceNumber, EnqueuedAtMs = now }, now + (long)delay.TotalMilliseconds, now);
            if (IsFifo)
            {
                _deduplication.Add(scope, message.DeduplicationId!, new(messageId, sequenceNumber!), now);
            }
        }

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

    private IReadOnlyList<ReceivedMessage> Take(ReceiveOptions options, long now)
    {
        if (!_store.HasDeliverable)
        {
            return NoMessages;
        }

        long timeoutMs = (long)(options.VisibilityTimeout ?? _attributes.VisibilityTimeout).TotalMilliseconds;
        var redrive = _attributes.RedrivePolicy;
        var target = redrive is null ? null : _findByArn(redrive.DeadLetterTargetArn);

        // Without the dead-letter queue, deleted perhaps, messages stay where they are.
        int maxReceives = target is null ? int.MaxValue : redrive!.MaxReceiveCount;
        var taken = _store.Take(options.Max, now, timeoutMs, maxReceives, message => _deadLetters.Add(message, target!));
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
            _store.Hide(message, now + (long)(options.VisibilityTimeout ?? _attributes.VisibilityTimeout).TotalMilliseconds, now);
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
            received[i] = new(message, new ReceiptHandle(_id, message.Number, message.ReceivesHere).ToString());
        }

        return received;
    }

    private async Task<IReadOnlyList<ReceivedMessage>> WaitAsync(LinkedListNode<LongPoll> poll, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                lock (_lock)
                {
                    if (_polls.Remove(poll))
                    {
                        poll.Value.Cancel(token);
                    }
                }
            },
            null);
        return await poll.Value.Completion;
    }

    /// <summary>Lets happen what is due. To be called first whenever the lock has been taken.</summary>
    private long Advance()
    {
        if (_isDeleted)
        {
            throw SqsException.QueueDoesNotExist();
        }

        long now = _timer.NowMs;
        _store.Advance(now, (long)_attributes.MessageRetentionPeriod.TotalMilliseconds);
        _deduplication.Advance(now);
        _attempts.Advance(now);
        ServePolls(now);
        _polls.Advance(now);
        return now;
    }

    /// <summary>Delivers to those who wait, and sets the timer. To be called last before the lock is released after a change.</summary>
    private void Settle(long now)
    {
        ServePolls(now);
        long dueMs = Math.Min(_store.NextDueMs((long)_attributes.MessageRetentionPeriod.TotalMilliseconds), _polls.NextDueMs);
        _timer.RingAt(Math.Min(dueMs, Math.Min(_deduplication.NextDueMs, _attempts.NextDueMs)));
    }

    private void ServePolls(long now)
    {
        while (_store.HasDeliverable && _polls.First is { } poll && Take(poll.Options, now) is { Count: > 0 } messages)
        {
            _polls.RemoveFirst();
            poll.Complete(messages);
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            if (_isDeleted)
            {
                return;
            }

            _timer.HasRung();
            Settle(Advance());
        }

        ForwardDeadLetters();
    }

    private void ForwardDeadLetters() => _deadLetters.Forward(DeadLettered);

    private void Forget()
    {
        _store.Clear();
        _deduplication.Clear();
        _attempts.Clear();
    }

    private ReceiptHandle ParseHandle(string receiptHandle) =>
        ReceiptHandle.TryParse(receiptHandle, out var handle) && handle.Queue == _id
            ? handle
            : throw SqsException.ReceiptHandleIsInvalid(receiptHandle);
}
