using System.Globalization;

namespace SqsLambda.Local.Sqs;

/// <summary>A queue, standard or FIFO. Safe for concurrent use: one short lock guards all of its state.</summary>
/// <remarks>Amazon SQS API Reference; SQS Developer Guide. Every member throws a <see cref="SqsException"/> where SQS answers with an error.</remarks>
internal sealed class SqsQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly long _id = Random.Shared.NextInt64();
    private readonly QueueState _state;
    private readonly DeadLetters _deadLetters;
    private readonly QueueTimer _timer;
    private readonly long _createdAtMs;
    private volatile QueueAttributes _attributes;
    private long _modifiedAtMs;
    private long? _purgedAtMs;
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
        _deadLetters = new(Arn);
        _state = new(_id, attributes, findByArn, _deadLetters);
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
    public QueueCounts Counts => Do(0, static (state, _, _) => state.Counts);

    /// <summary>How many receives wait for a message now.</summary>
    public int WaitingReceives => Do(0, static (state, _, _) => state.Polls.Count);

    /// <summary>Sends a message.</summary>
    public SendMessageResult SendMessage(SendMessageEntry entry)
    {
        var message = MessageComposer.Compose(entry, _attributes);
        return Do((entry, message), static (state, sent, now) => state.Send(sent.entry, sent.message, now));
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

        var successful = Do(composed, static (state, batch, now) =>
        {
            List<SendMessageResult> results = new(batch.Count);
            foreach (var (entry, message) in batch)
            {
                results.Add(state.Send(entry, message, now));
            }

            return results;
        });
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
        var (received, poll) = Do((options, wait), static (state, asked, now) =>
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
        return poll is null ? Task.FromResult(received) : WaitAsync(poll, cancellationToken);
    }

    /// <summary>
    /// Deletes the message of a receipt handle. Deleting it twice is no error, nor is, on a standard queue, a handle that is no longer the
    /// latest, which deletes nothing.
    /// </summary>
    /// <exception cref="SqsException">This queue gave no such handle, or it is a FIFO queue and the handle has expired.</exception>
    public void DeleteMessage(string receiptHandle)
    {
        if (!Do(ParseHandle(receiptHandle), static (state, handle, _) => state.TryDelete(handle)))
        {
            throw SqsException.InvalidParameterValue("ReceiptHandle", receiptHandle, "The receipt handle has expired.");
        }
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
        if (!Do((Handle: ParseHandle(receiptHandle), visibilityTimeout), static (state, asked, now) =>
            state.TryChangeVisibility(asked.Handle, asked.visibilityTimeout, now)))
        {
            throw SqsException.InvalidParameterValue(
                "ReceiptHandle", receiptHandle, "Message does not exist or is not available for visibility timeout change.");
        }
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
    public DateTimeOffset? VisibleAgainAt(string receiptHandle) =>
        Do(ParseHandle(receiptHandle), static (state, handle, _) => state.VisibleAtMs(handle)) is { } visibleAtMs
            ? DateTimeOffset.FromUnixTimeMilliseconds(visibleAtMs)
            : null;

    /// <summary>Deletes all messages, those in flight and delayed ones too, and forgets all deduplication ids.</summary>
    /// <exception cref="SqsException">The queue was purged less than 60 s ago.</exception>
    public void Purge() => Do(this, static (state, queue, now) =>
    {
        if (now - queue._purgedAtMs < SqsLimits.PurgeInterval.TotalMilliseconds)
        {
            throw SqsException.PurgeQueueInProgress(queue.Name);
        }

        queue._purgedAtMs = now;
        state.Clear();
        return true;
    });

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
    public void SetAttributes(QueueAttributes attributes) => Do((Queue: this, attributes), static (state, set, now) =>
    {
        state.SetAttributes(set.attributes);
        state.Advance(now);
        set.Queue._attributes = set.attributes;
        return set.Queue._modifiedAtMs = now;
    });

    /// <summary>Deletes the queue: whoever uses it from now on, or waits on it, is told that it does not exist.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDeleted = true;
            _state.Clear();
            _state.Polls.Fail(SqsException.QueueDoesNotExist);
            _timer.Dispose();
        }
    }

    /// <summary>Takes over a message of a queue whose dead-letter queue this is. If this queue was deleted just now, the message is too.</summary>
    /// <returns>The message as it is here.</returns>
    internal Message AcceptDeadLetter(StoredMessage message, string sourceArn)
    {
        try
        {
            return Do((message, sourceArn), static (state, moved, now) => state.AcceptDeadLetter(moved.message, moved.sourceArn, now));
        }
        catch (SqsException) when (_isDeleted)
        {
            return message.Message;
        }
    }

    private async Task<IReadOnlyList<ReceivedMessage>> WaitAsync(LinkedListNode<LongPoll> poll, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                lock (_lock)
                {
                    if (_state.Polls.Remove(poll))
                    {
                        poll.Value.Cancel(token);
                    }
                }
            },
            null);
        return await poll.Value.Completion;
    }

    private void OnTimer()
    {
        try
        {
            // What is due happens before anything is done.
            Do(_timer, static (_, timer, _) => timer.HasRung());
        }
        catch (SqsException) when (_isDeleted)
        {
            // It rang while the queue was being deleted.
        }
    }

    /// <summary>
    /// Does something to the state, after what is due and before those who wait are served and the timer is set. It is not on a closure, since
    /// this is the way of every message.
    /// </summary>
    private TResult Do<TArguments, TResult>(TArguments arguments, Func<QueueState, TArguments, long, TResult> action)
    {
        try
        {
            lock (_lock)
            {
                if (_isDeleted)
                {
                    throw SqsException.QueueDoesNotExist();
                }

                long now = _timer.NowMs;
                _state.Advance(now);
                try
                {
                    return action(_state, arguments, now);
                }
                finally
                {
                    _state.ServePolls(now);
                    _timer.RingAt(_state.NextDueMs);
                }
            }
        }
        finally
        {
            _deadLetters.Forward(DeadLettered);
        }
    }

    private ReceiptHandle ParseHandle(string receiptHandle) =>
        ReceiptHandle.TryParse(receiptHandle, out var handle) && handle.Queue == _id
            ? handle
            : throw SqsException.ReceiptHandleIsInvalid(receiptHandle);
}
