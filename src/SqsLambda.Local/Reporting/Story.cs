using System.Globalization;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Reporting;

/// <summary>Turns what happens in a run into lines and counts. Not safe for concurrent use: one thread at a time tells it what happened.</summary>
/// <param name="started">When the run began.</param>
/// <param name="isTracing">Whether receives and batches are told too.</param>
/// <param name="showsLog">Whether the function's log is shown.</param>
/// <param name="screen">Takes the lines.</param>
internal sealed class Story(DateTimeOffset started, bool isTracing, bool showsLog, IScreen screen)
{
    private const int MaxNamedMessages = 10;

    private static readonly TimeSpan SameTime = TimeSpan.FromMilliseconds(50);

    private readonly KnownMessages _messages = new();
    private RunSummary _summary;
    private TimeSpan _now;
    private string? _pollFailure;

    /// <summary>The counts so far.</summary>
    public RunSummary Summary => _summary;

    /// <summary>How many lines of the function's log were not shown.</summary>
    public int HiddenLogLines { get; private set; }

    public void Tell(StoryEvent happened)
    {
        // Threads may have added events in another order than they read the clock.
        _now = happened.Time - started is var time && time > _now ? time : _now;
        switch (happened)
        {
            case StoryEvent.MessageSent sent:
                Sent(sent.MessageId, sent.Body);
                break;
            case StoryEvent.MessagesReceived received:
                Received(received);
                break;
            case StoryEvent.ResultKnown known:
                ResultKnown(known.Result);
                break;
            case StoryEvent.BatchInvoked invoked:
                BatchTraced($"batch of {invoked.Batch.Count} answered", invoked.Batch);
                break;
            case StoryEvent.BatchThrottled throttled:
                BatchTraced(
                    $"batch of {throttled.Batch.Count} throttled{(throttled.Cause is { } cause ? $" {cause}" : "")}, will be tried again", throttled.Batch);
                break;
            case StoryEvent.MessagesDeleted deleted:
                Deleted(deleted.Messages);
                break;
            case StoryEvent.MessagesFilteredOut filtered:
                FilteredOut(filtered.Messages);
                break;
            case StoryEvent.MessagesReturned returned:
                Returned(returned);
                break;
            case StoryEvent.MessagesForgotten forgotten:
                Forgotten(forgotten.Messages);
                break;
            case StoryEvent.MessageNotDeleted left:
                NotDeleted(left.Message, left.Reason);
                break;
            case StoryEvent.MessageDeadLettered moved:
                DeadLettered(moved);
                break;
            case StoryEvent.QueueEmptied emptied:
                Emptied(emptied.DeadLetterQueue);
                break;
            case StoryEvent.DeliveriesAbandoned abandoned:
                Abandoned(abandoned.Waited);
                break;
            case StoryEvent.PollFailed failed:
                PollFailed(failed.Reason);
                break;
            case StoryEvent.Logged logged:
                Logged(logged.Line);
                break;
            case StoryEvent.Noted noted:
                screen.Write(noted.Line);
                break;
            case StoryEvent.Flushed flushed:
                CountUnfinished();
                flushed.Told.TrySetResult();
                break;
        }
    }

    private KnownMessage Sent(string messageId, string body)
    {
        if (_messages.TryFind(messageId, out KnownMessage? known))
        {
            return known;
        }

        KnownMessage message = _messages.Add(messageId, body);
        _summary = _summary with { Sent = _summary.Sent + 1 };
        string head = LineColumns.Head(_now, message.ShortId);
        screen.Write(new(head, LineColumns.Cut($"sent: {message.Body}", LineColumns.MaxWidth - head.Length), Tone.Quiet));
        return message;
    }

    private void Received(StoryEvent.MessagesReceived received)
    {
        _pollFailure = null;
        foreach (PolledMessage polled in received.Messages)
        {
            // A queue elsewhere does not say what is sent to it: its messages become known here.
            KnownMessage message = Sent(polled.MessageId, polled.Body);
            message.BeginDelivery(polled.ReceiveCount, polled.VisibleAgain);
            if (polled.ReceiveCount > 1)
            {
                _summary = _summary with { Retries = _summary.Retries + 1 };
            }

            if (isTracing)
            {
                Write(message, $"received ({Receive(polled, received.MaxReceiveCount)}), hidden until {Clock(polled.VisibleAgain)}", Tone.Quiet);
            }
        }
    }

    private void ResultKnown(MessageResult result)
    {
        bool isDeadLetteredBefore = false;
        if (_messages.TryFind(result.MessageId, out KnownMessage? message) && message.ReceiveUnderWay > 0)
        {
            isDeadLetteredBefore = message.IsDeadLetteredByFunction;
            message.SetResult(result);
        }

        _summary = result.Outcome switch
        {
            Outcomes.Succeeded => _summary with { Processed = _summary.Processed + 1 },
            Outcomes.Duplicate => _summary with { Duplicates = _summary.Duplicates + 1 },
            Outcomes.Discarded => _summary with { Discarded = _summary.Discarded + 1 },
            Outcomes.DeadLettered when !isDeadLetteredBefore => _summary with { DeadLettered = _summary.DeadLettered + 1 },
            _ => _summary,
        };
    }

    private void BatchTraced(string what, IReadOnlyList<PolledMessage> batch)
    {
        if (isTracing)
        {
            string ids = string.Join(' ', batch.Take(MaxNamedMessages).Select(static message => message.MessageId).Select(ShortIdOf));
            Write(LineColumns.Head(_now), $"{what}: {ids}{(batch.Count > MaxNamedMessages ? " …" : "")}", Tone.Quiet);
        }
    }

    private void Abandoned(TimeSpan waited)
    {
        KnownMessage[] underWay = [.. _messages.All.Where(static message => message.ReceiveUnderWay > 0)];
        string ids = string.Join(' ', underWay.Take(MaxNamedMessages).Select(static message => message.ShortId));
        string names = underWay.Length == 0 ? "" : $": {ids}{(underWay.Length > MaxNamedMessages ? " …" : "")}";
        Write("", $"Abandoned {waited.TotalSeconds:F0} s after the end of the run, while still under way{names}", Tone.Notice);
    }

    private void Deleted(IReadOnlyList<PolledMessage> messages)
    {
        foreach (PolledMessage polled in messages)
        {
            KnownMessage message = Sent(polled.MessageId, polled.Body);
            _summary = message.ResultOfDeletion switch
            {
                null => _summary with { Done = _summary.Done + 1 },
                { IsDone: false } => _summary with { Lost = _summary.Lost + 1 },
                _ => _summary,
            };
            DeliveryEnd end = Outcomes.OfDone(message.ResultOfDeletion);
            EndDelivery(message, end.ToString(), end.Tone, hasLeft: true);
        }
    }

    private void FilteredOut(IReadOnlyList<PolledMessage> messages)
    {
        _summary = _summary with { FilteredOut = _summary.FilteredOut + messages.Count };
        foreach (PolledMessage polled in messages)
        {
            EndDelivery(Sent(polled.MessageId, polled.Body), "matches no filter: deleted, did not reach the function", Tone.Notice, hasLeft: true);
        }
    }

    private void Returned(StoryEvent.MessagesReturned returned)
    {
        bool isFirst = true;
        foreach (PolledMessage polled in returned.Messages)
        {
            KnownMessage message = Sent(polled.MessageId, polled.Body);
            DeliveryEnd end = returned.BatchFailure is not { } failure ? Outcomes.OfReturned(message.Result)
                : isFirst ? new("failed", failure, Tone.Bad)
                : new("failed with its batch", null, Tone.Bad);
            isFirst = false;
            if (end.Tone == Tone.Bad)
            {
                _summary = _summary with { Failed = _summary.Failed + 1 };
            }

            bool isLast = polled.ReceiveCount >= returned.MaxReceiveCount;
            string what = message.LastEnd == end ? end.Again : end.ToString();
            message.LastEnd = end;
            if (polled.ReceiveCount > 1 || isTracing)
            {
                what += $" ({Receive(polled, returned.MaxReceiveCount)})";
            }

            what += isLast ? "" : BackIn(message, polled, returned.Time);
            EndDelivery(message, what, end.Tone, hasLeft: false);
            message.IsAtLastReceive = isLast;
        }
    }

    private void Forgotten(IReadOnlyList<PolledMessage> messages)
    {
        foreach (PolledMessage polled in messages)
        {
            EndDelivery(Sent(polled.MessageId, polled.Body), "did not fit in the batch: comes back", Tone.Notice, hasLeft: false);
        }
    }

    private void NotDeleted(PolledMessage polled, string reason)
    {
        KnownMessage message = Sent(polled.MessageId, polled.Body);
        DeliveryEnd end = Outcomes.OfNotDeleted(message.ResultOfDeletion, reason);
        EndDelivery(message, $"{end}; comes back", end.Tone, hasLeft: false);
    }

    private void DeadLettered(StoryEvent.MessageDeadLettered moved)
    {
        _summary = _summary with { DeadLettered = _summary.DeadLettered + 1 };
        if (!_messages.TryFind(moved.MessageId, out KnownMessage? message))
        {
            return;
        }

        if (message.ReceiveUnderWay == moved.ReceiveCount)
        {
            message.Move = moved;
        }
        else
        {
            Moved(message, moved);
        }
    }

    private void Moved(KnownMessage message, StoryEvent.MessageDeadLettered moved)
    {
        Write(message, $"dead-lettered: moved to {moved.QueueName} after {Receives(moved.ReceiveCount)}", Tone.Bad);
        message.IsAtLastReceive = false;
        _messages.End(message);
    }

    private void Emptied(string deadLetterQueue)
    {
        foreach (KnownMessage message in _messages.All.Where(static message => message.IsAtLastReceive).ToList())
        {
            _summary = _summary with { DeadLettered = _summary.DeadLettered + 1 };
            Write(message, $"dead-lettered: gone after its last receive, to {deadLetterQueue}", Tone.Bad);
            message.IsAtLastReceive = false;
            _messages.End(message);
        }
    }

    private void CountUnfinished()
    {
        DeliveryEnd[] ends = [.. _messages.All.Where(static message => !message.HasEnded).Select(static message => message.LastEnd).OfType<DeliveryEnd>()];
        int returned = ends.Count(static end => end == Outcomes.Returned);
        _summary = _summary with { LastReturned = returned, LastFailed = ends.Count(static end => end.Tone == Tone.Bad) - returned };
    }

    private void PollFailed(string reason)
    {
        // Every poller meets it, and again at each attempt.
        if (_pollFailure != reason)
        {
            _pollFailure = reason;
            Write(LineColumns.Head(_now), $"polling failed, will be tried again: {reason}", Tone.Bad);
        }
    }

    private void Logged(string line)
    {
        if (showsLog)
        {
            screen.Write(new("", line, Tone.Quiet, isError: true));
        }
        else
        {
            HiddenLogLines++;
        }
    }

    private void EndDelivery(KnownMessage message, string what, Tone tone, bool hasLeft)
    {
        Write(message, what, tone);
        message.EndDelivery();
        if (message.Move is { } moved)
        {
            message.Move = null;
            Moved(message, moved);
        }
        else if (hasLeft)
        {
            _messages.End(message);
        }
    }

    private void Write(KnownMessage message, string what, Tone tone) =>
        Write(LineColumns.Head(_now, message.ShortId, message.Body), what, tone);

    private void Write(string head, string what, Tone tone) => screen.Write(new(head, what, tone));

    private string ShortIdOf(string messageId) => _messages.TryFind(messageId, out KnownMessage? message) ? message.ShortId : messageId;

    // The greeting says when a failed message is back: a line says it only if it takes longer.
    private string BackIn(KnownMessage message, PolledMessage polled, DateTimeOffset now)
    {
        bool isLater = message.ReceiveUnderWay != polled.ReceiveCount || polled.VisibleAgain - message.VisibleAgain > SameTime;
        return isLater || isTracing
            ? string.Create(CultureInfo.InvariantCulture, $"; back in {Math.Max(0, (polled.VisibleAgain - now).TotalSeconds):F1} s")
            : "";
    }

    private static string Receive(PolledMessage message, int? maxReceiveCount) =>
        maxReceiveCount is { } max ? $"receive {message.ReceiveCount} of {max}" : $"receive {message.ReceiveCount}";

    private static string Receives(int count) => count == 1 ? "1 receive" : $"{count} receives";

    private static string Clock(DateTimeOffset time) => time.ToString("HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);
}
