using System.Globalization;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;

namespace SqsLambda.Local.WebConsole;

/// <summary>Writes what happens to the messages of one function's queue into the memory. The report calls it, one event at a time, in their order.</summary>
internal sealed class MessageLives(MessageMemory memory, string queueArn)
{
    private const string GroupAttribute = "MessageGroupId";

    private readonly QueueTally _tally = memory.TallyOf(queueArn);
    private int _batches;

    /// <summary>Remembers an event.</summary>
    public void Tell(StoryEvent happened)
    {
        DateTimeOffset at = happened.Time;
        switch (happened)
        {
            case StoryEvent.MessageSent sent:
                Add(sent.MessageId, sent.Body, at, sent.GroupId);
                break;
            case StoryEvent.MessagesReceived received:
                Received(received);
                break;
            case StoryEvent.ResultKnown known:
                Change(known.Result.MessageId, known.Result, static (message, result) => message.SetResult(result));
                break;
            case StoryEvent.BatchInvoked invoked:
                _batches++;
                string batch = string.Create(CultureInfo.InvariantCulture, $"batch {_batches}, {invoked.Batch.Count} {(invoked.Batch.Count == 1 ? "message" : "messages")}");
                ForEach(invoked.Batch, (at, batch), static (message, _, what) => message.Invoked(what.at, what.batch));
                break;
            case StoryEvent.BatchThrottled throttled:
                ForEach(throttled.Batch, at, static (message, _, when) => message.Throttled(when));
                break;
            case StoryEvent.MessagesDeleted deleted:
                Deleted(deleted);
                break;
            case StoryEvent.MessagesFilteredOut filtered:
                ForEach(filtered.Messages, at, static (message, _, when) => message.FilteredOut(when));
                break;
            case StoryEvent.MessagesReturned returned:
                Returned(returned);
                break;
            case StoryEvent.MessagesForgotten forgotten:
                ForEach(forgotten.Messages, at, static (message, polled, when) => message.Forgotten(when, polled.VisibleAgain));
                break;
            case StoryEvent.MessageNotDeleted left:
                Change(left.Message.MessageId, left, static (message, what) => message.NotDeleted(what.Time, what.Reason, what.Message.VisibleAgain));
                break;
            case StoryEvent.MessageDeadLettered moved:
                _tally.CountDeadLettered();
                Change(moved.MessageId, moved, static (message, what) => message.Moved(what.Time, what.ReceiveCount, what.QueueName));
                break;
        }
    }

    private void Add(string id, string body, DateTimeOffset sentAt, string? groupId)
    {
        if (memory.Add(queueArn, id, body, sentAt, groupId))
        {
            _tally.CountSent();
        }
    }

    private void Received(StoryEvent.MessagesReceived received)
    {
        foreach (PolledMessage polled in received.Messages)
        {
            if (!Receive(polled, received))
            {
                // A queue elsewhere does not say what is sent to it, and a message may have been forgotten here.
                Add(polled.MessageId, polled.Body, polled.SentAt, polled.Attributes.FirstOrDefault(static attribute => attribute.Key == GroupAttribute).Value);
                Receive(polled, received);
            }
        }
    }

    private bool Receive(PolledMessage polled, StoryEvent.MessagesReceived received) => Change(
        polled.MessageId, (polled, received), static (message, what) => message.Received(what.received.Time, what.polled, what.received.MaxReceiveCount));

    private void Deleted(StoryEvent.MessagesDeleted deleted)
    {
        foreach (PolledMessage polled in deleted.Messages)
        {
            switch (memory.Change(queueArn, polled.MessageId, deleted.Time, static (message, at) => message.Deleted(at)))
            {
                case MessageState.DeadLettered:
                    _tally.CountDeadLettered();
                    break;
                case MessageState.Lost:
                    _tally.CountFailed();
                    break;
                default:
                    _tally.CountDone();
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
                static (message, what) => message.Returned(what.returned.Time, what.returned.BatchFailure, what.polled.VisibleAgain)))
            {
                _tally.CountFailed();
            }
        }
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
}
