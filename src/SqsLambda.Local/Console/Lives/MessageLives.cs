using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>
/// Writes what happens to the messages of one queue into the memory. A queue of this process tells what happens to them, whoever causes it; the
/// event source mapping of a function adds batches and outcomes. Where the queue tells nothing, the mapping's word is all there is. Not safe for
/// concurrent use: one thread at a time tells it what happened, in the order of time.
/// </summary>
internal sealed class MessageLives(MessageMemory memory, string queueArn)
{
    private readonly FunctionInvocations _invocations = new(memory, queueArn);
    private QueueTally? _tally;
    private volatile bool _isObserved;

    /// <summary>Counts what becomes of the messages: the queue has a function.</summary>
    public void Count() => _tally = memory.TallyOf(queueArn);

    /// <summary>The queue itself tells of its messages.</summary>
    public void Observe() => _isObserved = true;

    /// <summary>Remembers a message that has come to the queue.</summary>
    public void Tell(MessageArrival arrival)
    {
        if (!Add(arrival.Message, arrival, static (message, what) => message.Arrived(what)))
        {
            Change(arrival.Message.MessageId, arrival, static (message, what) => message.Arrived(what));
        }
    }

    /// <summary>Remembers what else the queue tells.</summary>
    public void Tell(QueueEvent happened)
    {
        switch (happened)
        {
            case QueueEvent.Received received:
                Received(received);
                break;
            case QueueEvent.VisibilityChanged changed:
                Change(changed.MessageId, changed, static (message, what) => message.VisibilityChanged(what.At, what.VisibleAt));
                break;
            case QueueEvent.BecameVisible visible:
                Change(visible.MessageId, visible.At, static (message, at) => message.BecameVisible(at));
                break;
            case QueueEvent.Left left:
                Change(left.MessageId, left, static (message, what) => message.Left(what.At, what.Exit));
                break;
            case QueueEvent.Cleared cleared:
                foreach (string messageId in cleared.MessageIds)
                {
                    Change(messageId, cleared, static (message, what) => message.Left(what.At, what.Exit));
                }

                break;
            case QueueEvent.Moved moved:
                Change(moved.MessageId, moved, static (message, what) => message.Redriven(what.At, what.To));
                break;
            case QueueEvent.DeadLettered { Message: var letter } when letter.SourceArn != letter.TargetArn:
                _tally?.CountDeadLettered();
                Change(letter.Message.MessageId, (happened.At, letter), static (message, what) =>
                    message.DeadLettered(what.At, what.letter.ReceiveCount, QueueNameIn(what.letter.TargetArn)));
                break;
        }
    }

    /// <summary>Remembers what the event source mapping or the function tells.</summary>
    public void Tell(StoryEvent happened)
    {
        DateTimeOffset at = happened.Time;
        switch (happened)
        {
            case StoryEvent.MessageSent sent when !_isObserved:
                Add(MessageOf(sent), at, static (message, when) => message.Sent(when));
                break;
            case StoryEvent.MessagesReceived received:
                Polled(received);
                break;
            case StoryEvent.ResultKnown known:
                Change(known.Result.MessageId, known.Result, static (message, result) => message.SetResult(result));
                break;
            case StoryEvent.InvocationBegun begun:
                _invocations.Begun(begun.Batch);
                break;
            case StoryEvent.InvocationEnded ended:
                _invocations.Ended(ended.Batch, ended.RequestId);
                break;
            case StoryEvent.Logged logged:
                _invocations.Logged(logged.Line);
                break;
            case StoryEvent.BatchInvoked invoked:
                _invocations.BatchOf(invoked.Batch);
                ForEach(invoked.Batch, at, static (message, polled, when) => message.Invoked(when, polled.ReceiveCount));
                break;
            case StoryEvent.BatchThrottled throttled:
                ForEach(throttled.Batch, (at, throttled.Cause), static (message, _, what) => message.Throttled(what.at, what.Cause));
                break;
            case StoryEvent.MessagesDeleted deleted:
                Deleted(deleted);
                break;
            case StoryEvent.MessagesFilteredOut filtered:
                ForEach(filtered.Messages, at, static (message, polled, when) => message.FilteredOut(when, polled.ReceiveCount));
                break;
            case StoryEvent.MessagesReturned returned:
                Returned(returned);
                break;
            case StoryEvent.MessagesForgotten forgotten:
                ForEach(forgotten.Messages, at, static (message, polled, when) => message.Forgotten(when, polled.ReceiveCount, polled.VisibleAgain));
                break;
            case StoryEvent.MessageNotDeleted left:
                Change(left.Message.MessageId, left, static (message, what) =>
                    message.NotDeleted(what.Time, what.Message.ReceiveCount, what.Reason, what.Message.VisibleAgain));
                break;
            case StoryEvent.MessageDeadLettered moved when !_isObserved:
                _tally?.CountDeadLettered();
                Change(moved.MessageId, moved, static (message, what) => message.DeadLettered(what.Time, what.ReceiveCount, what.QueueName));
                break;
        }
    }

    private void Received(QueueEvent.Received received)
    {
        foreach (ReceivedMessage message in received.Messages)
        {
            if (!Receive(message, received))
            {
                // It has been forgotten, or is older than the memory.
                Add(message.Message, message.SentAt, static (remembered, sentAt) => remembered.Sent(sentAt));
                Receive(message, received);
            }
        }
    }

    private bool Receive(ReceivedMessage message, QueueEvent.Received received) => Change(
        message.MessageId,
        (received, message),
        static (remembered, what) => remembered.Received(
            what.received.At, what.message.ReceiveCount, what.received.MaxReceives, what.message.VisibleAt, isOfMapping: false));

    // The queue has told of the receive, but not whose it was.
    private void Polled(StoryEvent.MessagesReceived received)
    {
        foreach (PolledMessage polled in received.Messages)
        {
            if (_isObserved)
            {
                Change(polled.MessageId, polled.ReceiveCount, static (message, receive) =>
                {
                    if (message.DeliveryOf(receive) is { } delivery)
                    {
                        delivery.IsOfMapping = true;
                    }
                });
            }
            else if (!Receive(polled, received))
            {
                Add(PolledContent.Of(polled), polled.SentAt, static (message, sentAt) => message.Sent(sentAt));
                Receive(polled, received);
            }
        }
    }

    private bool Receive(PolledMessage polled, StoryEvent.MessagesReceived received) => Change(
        polled.MessageId,
        (received, polled),
        static (message, what) => message.Received(
            what.received.Time, what.polled.ReceiveCount, what.received.MaxReceiveCount, what.polled.VisibleAgain, isOfMapping: true));

    private void Deleted(StoryEvent.MessagesDeleted deleted)
    {
        foreach (PolledMessage polled in deleted.Messages)
        {
            switch (memory.Change(
                queueArn, polled.MessageId, (deleted.Time, polled.ReceiveCount), static (message, what) => message.Deleted(what.Time, what.ReceiveCount)))
            {
                case MessageState.DeadLettered:
                    _tally?.CountFailed();
                    _tally?.CountDeadLettered();
                    break;
                case MessageState.Lost:
                    _tally?.CountFailed();
                    break;
                default:
                    _tally?.CountDone();
                    break;
            }
        }
    }

    private void Returned(StoryEvent.MessagesReturned returned)
    {
        foreach (PolledMessage polled in returned.Messages)
        {
            if (memory.Change(
                queueArn, polled.MessageId, (polled, returned),
                static (message, what) =>
                    message.Returned(what.returned.Time, what.polled.ReceiveCount, what.returned.BatchFailure, what.polled.VisibleAgain)))
            {
                _tally?.CountFailed();
            }
        }
    }

    private bool Add<TWhat>(Message message, TWhat what, Action<RememberedMessage, TWhat> begin)
    {
        bool isNew = memory.Add(queueArn, message, what, begin);
        if (isNew)
        {
            _tally?.CountSent();
        }

        return isNew;
    }

    private void ForEach<TWhat>(IReadOnlyList<PolledMessage> messages, TWhat what, Action<RememberedMessage, PolledMessage, TWhat> change)
    {
        foreach (PolledMessage polled in messages)
        {
            Change(polled.MessageId, (polled, what, change), static (message, all) => all.change(message, all.polled, all.what));
        }
    }

    /// <returns>Whether the message is remembered.</returns>
    private bool Change<TWhat>(string id, TWhat what, Action<RememberedMessage, TWhat> change) => memory.Change(
        queueArn, id, (what, change),
        static (message, arguments) =>
        {
            arguments.change(message, arguments.what);
            return true;
        });

    private static Message MessageOf(StoryEvent.MessageSent sent) => new()
    {
        MessageId = sent.MessageId,
        Body = sent.Body,
        Md5OfBody = "",
        GroupId = sent.GroupId,
        EnqueuedAtMs = sent.Time.ToUnixTimeMilliseconds(),
    };

    private static string QueueNameIn(string arn) => arn[(arn.LastIndexOf(':') + 1)..];
}
