using System.Globalization;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>
/// A message in a queue and its life so far. A queue of this process tells all that happens to it, and the event source mapping adds what came of
/// its deliveries. Of a message in a queue elsewhere only the mapping tells. Not safe for concurrent use: <see cref="MessageMemory"/> locks.
/// </summary>
/// <param name="number">Its number: a message that became known later has a larger one.</param>
/// <param name="queueArn">Its queue.</param>
/// <param name="sent">The message as it was sent.</param>
internal sealed class RememberedMessage(long number, string queueArn, Message sent)
{
    private const int BytesOfMessage = 600;
    private const int BytesOfAttribute = 150;

    private readonly long _contentBytes = BytesOfMessage + (2L * sent.Body.Length) + (sent.Attributes.Count == 0 ? 0 : sent.Attributes.Sum(static attribute =>
        BytesOfAttribute + (2L * (attribute.Key.Length + (attribute.Value.StringValue?.Length ?? 0))) + (attribute.Value.BinaryValue?.Length ?? 0)));

    // Times in ticks: they take half the room. 0 is none.
    private long _sentAt;
    private long _firstReceivedAt;
    private long _hiddenUntil;
    private MessageSteps _steps;
    private MessageResult? _result;
    private bool _isObserved;
    private bool _isGone;
    private Departure? _gone;

    /// <summary>Its place among all messages, for the memory.</summary>
    public MessageLinks ByChange;

    /// <summary>Its place among those that have ended, for the memory.</summary>
    public MessageLinks Ended;

    /// <summary>The revision of the memory at which it changed last.</summary>
    public long Revision { get; set; }

    /// <summary>What it counts for in the bytes of the memory.</summary>
    public long CountedBytes { get; set; }

    public long Number => number;

    public string QueueArn => queueArn;

    /// <summary>The message as it is stored in the queue.</summary>
    public Message Content { get; private set; } = sent;

    public string Id => Content.MessageId;

    public string Body => Content.Body;

    public string? GroupId => Content.GroupId;

    public MessageState State { get; private set; }

    public int Receives { get; private set; }

    /// <summary>Receives before the message goes to the dead-letter queue; <see langword="null"/> if there is none.</summary>
    public int? MaxReceives { get; private set; }

    public DateTimeOffset SentAt
    {
        get => new(_sentAt, TimeSpan.Zero);
        private set => _sentAt = value.UtcTicks;
    }

    public DateTimeOffset? FirstReceivedAt
    {
        get => TimeOrNone(_firstReceivedAt);
        private set => _firstReceivedAt = value?.UtcTicks ?? 0;
    }

    /// <summary>When the message becomes visible again; <see langword="null"/> if it is not hidden.</summary>
    public DateTimeOffset? HiddenUntil
    {
        get => TimeOrNone(_hiddenUntil);
        private set => _hiddenUntil = value?.UtcTicks ?? 0;
    }

    /// <summary>Why the last delivery ended as it did, if that is known.</summary>
    public string? Reason { get; private set; }

    /// <summary>The life of the message, the oldest step first.</summary>
    public IReadOnlyList<MessageStep> Steps => _steps.All;

    /// <summary>How many steps between the first one and the others are not kept.</summary>
    public int DroppedSteps => _steps.Dropped;

    /// <summary>Whether it has left the queue.</summary>
    public bool HasEnded => State is not (MessageState.Waiting or MessageState.Delayed or MessageState.InFlight or MessageState.Hidden or MessageState.NotDeleted);

    /// <summary>The memory that the message takes, in bytes, roughly.</summary>
    public long Bytes => _contentBytes + _steps.Bytes;

    /// <summary>The receive of a number; <see langword="null"/> if it is not known.</summary>
    public Delivery? DeliveryOf(int receive) => _steps.DeliveryOf(receive);

    public void Sent(DateTimeOffset at)
    {
        SentAt = at;
        Add(at, "sent");
    }

    /// <summary>The message has come to the queue, perhaps for the second time: queues can be dead-letter queues of each other.</summary>
    public void Arrived(MessageArrival arrival)
    {
        DateTimeOffset at = Time(arrival.NowMs);
        TimeSpan delay = Time(arrival.VisibleAtMs) - at;
        bool isDelayed = delay > TimeSpan.Zero;
        _isObserved = true;
        Content = arrival.Message;
        _isGone = false;
        _gone = null;
        SentAt = Time(arrival.SentAtMs);
        State = isDelayed ? MessageState.Delayed : MessageState.Waiting;
        HiddenUntil = isDelayed ? at + delay : null;
        Receives = arrival.ReceiveCount;
        string? delayed = isDelayed ? $"delayed for {Seconds(delay)}" : null;
        if (arrival.MovedFrom is { } from)
        {
            string old = $"from {NameOf(from.QueueArn)}, where it was {from.MessageId}";
            Add(at, "redriven", delayed is null ? old : $"{old}; {delayed}");
        }
        else if (arrival.ReceiveCount > 0)
        {
            if (_steps.IsEmpty)
            {
                Add(SentAt, "sent");
            }

            Add(at, "came as a dead letter", $"from {NameOf(Content.DeadLetterQueueSourceArn!)} after {Count(Receives)}");
        }
        else
        {
            Add(at, "sent", delayed);
        }
    }

    public void Received(DateTimeOffset at, int receive, int? maxReceives, DateTimeOffset visibleAgain, bool isOfMapping)
    {
        bool isHidden = visibleAgain > at;
        State = isHidden ? MessageState.InFlight : MessageState.Waiting;
        HiddenUntil = isHidden ? visibleAgain : null;
        Receives = receive;
        MaxReceives = maxReceives;
        FirstReceivedAt ??= at;
        _isObserved |= !isOfMapping;
        _result = null;
        Add(at, "received", delivery: new(receive, maxReceives) { IsOfMapping = isOfMapping });
    }

    public void VisibilityChanged(DateTimeOffset at, DateTimeOffset visibleAt)
    {
        bool isHidden = visibleAt > at;
        HiddenUntil = isHidden ? visibleAt : null;
        Add(at, "visibility changed", isHidden ? $"hidden for {Seconds(visibleAt - at)} from now" : "visible at once");
        if (!isHidden)
        {
            State = MessageState.Waiting;
        }
    }

    public void BecameVisible(DateTimeOffset at)
    {
        Add(at, State == MessageState.Delayed ? "visible" : "visible again", State == MessageState.Delayed ? "its delay has ended" : "its visibility timeout has ended");
        State = MessageState.Waiting;
        HiddenUntil = null;
    }

    /// <summary>An invocation with the message was throttled.</summary>
    /// <param name="at">When.</param>
    /// <param name="cause">What throttled it; <see langword="null"/> if that is not known.</param>
    public void Throttled(DateTimeOffset at, string? cause)
    {
        const string Next = "the batch is tried again while it is hidden";
        Add(at, "throttled", cause is null ? Next : $"{cause}; {Next}");
    }

    /// <summary>The function was invoked with the message and has returned, or failed.</summary>
    public void Invoked(DateTimeOffset at, int receive)
    {
        if (_result?.Outcome != Outcomes.Withheld)
        {
            Add(at, "the function returned", DeliveryOf(receive)?.Batch?.NameWithInvocations);
        }
    }

    /// <summary>The function said what became of the message. That is told with the end of the delivery.</summary>
    public void SetResult(MessageResult result) => _result = _result is { IsDone: true } && !result.IsDone ? _result : result;

    /// <summary>The event source mapping deleted the message, as the function was done with it.</summary>
    /// <returns>What became of it.</returns>
    public MessageState Deleted(DateTimeOffset at, int receive)
    {
        MessageState state = _result?.Outcome switch
        {
            null or Outcomes.Succeeded => MessageState.Done,
            Outcomes.Duplicate => MessageState.Duplicate,
            Outcomes.Discarded => MessageState.Discarded,
            Outcomes.DeadLettered => MessageState.DeadLettered,
            _ => MessageState.Lost,
        };
        EndByMapping(at, receive, Outcomes.OfDone(_result), state);
        return state;
    }

    public void FilteredOut(DateTimeOffset at, int receive) =>
        EndByMapping(at, receive, new("matches no filter", "deleted; did not reach the function", Tone.Notice), MessageState.Filtered);

    /// <summary>The message stays in the queue.</summary>
    /// <param name="at">When its delivery ended.</param>
    /// <param name="receive">Which receive it was.</param>
    /// <param name="batchFailure">Why the whole batch failed; <see langword="null"/> if the function named this message.</param>
    /// <param name="hiddenUntil">When it becomes visible again, as the mapping knows it.</param>
    /// <returns>Whether it failed.</returns>
    public bool Returned(DateTimeOffset at, int receive, string? batchFailure, DateTimeOffset hiddenUntil)
    {
        DeliveryEnd end = batchFailure is null ? Outcomes.OfReturned(_result) : new("failed with its batch", batchFailure, Tone.Bad);
        StaysIn(at, receive, end, hiddenUntil);
        return end.Tone == Tone.Bad;
    }

    public void Forgotten(DateTimeOffset at, int receive, DateTimeOffset hiddenUntil) =>
        StaysIn(at, receive, new("did not fit in the batch", null, Tone.Notice), hiddenUntil);

    public void NotDeleted(DateTimeOffset at, int receive, string reason, DateTimeOffset hiddenUntil) =>
        StaysIn(at, receive, Outcomes.OfNotDeleted(_result, reason), hiddenUntil, MessageState.NotDeleted);

    /// <summary>The queue moved the message to its dead-letter queue.</summary>
    public void DeadLettered(DateTimeOffset at, int receiveCount, string deadLetterQueue) =>
        Gone(at, MessageState.DeadLettered, "dead-lettered", $"moved to {deadLetterQueue} after {Count(receiveCount)}");

    /// <summary>A message move task moved the message.</summary>
    public void Redriven(DateTimeOffset at, QueuedMessageId to) =>
        Gone(at, MessageState.Redriven, "redriven", $"to {NameOf(to.QueueArn)}, where it is {to.MessageId}");

    /// <summary>The message has left the queue for good.</summary>
    public void Left(DateTimeOffset at, MessageExit exit)
    {
        (MessageState state, string what, string? detail) = exit switch
        {
            MessageExit.Expired => (MessageState.Expired, "expired", "older than the retention period of the queue"),
            MessageExit.Purged => (MessageState.Purged, "purged", null),
            MessageExit.QueueDeleted => (MessageState.Deleted, "deleted", "with its queue"),
            _ => (MessageState.Deleted, "deleted", (string?)"by a client"),
        };
        Gone(at, state, what, detail);
    }

    // The event source mapping itself may have caused it, which it tells afterwards; but not while the function works on the message.
    private void Gone(DateTimeOffset at, MessageState state, string what, string? detail)
    {
        _isGone = true;
        if (DeliveryOf(Receives) is { IsOfMapping: true, HasEnded: false, Batch: not { IsRunning: true } })
        {
            _gone = new(at, state, what, detail);
        }
        else
        {
            End(at, state, what, detail);
        }
    }

    private void EndByMapping(DateTimeOffset at, int receive, DeliveryEnd end, MessageState state)
    {
        if (_isObserved && !_isGone)
        {
            // SQS accepts the delete by the handle of an earlier receive, and deletes nothing.
            EndDelivery(at, receive, end with { Reason = "not deleted, as it was received again" }, state: null);
            return;
        }

        if (_gone is { State: MessageState.Deleted })
        {
            _gone = null;
        }

        EndDelivery(at, receive, end, HasEnded ? null : state);
    }

    private void StaysIn(DateTimeOffset at, int receive, DeliveryEnd end, DateTimeOffset hiddenUntil, MessageState whileHidden = MessageState.Hidden)
    {
        // A queue of this process has said itself when the message becomes visible.
        HiddenUntil = HasEnded ? null : _isObserved ? HiddenUntil : hiddenUntil;
        EndDelivery(at, receive, end, HasEnded ? null : HiddenUntil is null ? MessageState.Waiting : whileHidden);
    }

    private void EndDelivery(DateTimeOffset at, int receive, DeliveryEnd end, MessageState? state)
    {
        bool isLatest = receive == Receives;
        if (DeliveryOf(receive) is { } delivery)
        {
            delivery.HasEnded = true;
        }

        Reason = end.Reason is { } reason ? ShortText.Of(reason, MessageStep.MaxDetailLength) : end.Tone == Tone.Good ? null : end.What;
        _result = null;
        Add(at, end.What, isLatest ? end.Reason : end.Reason is null ? Which(receive) : $"{end.Reason} ({Which(receive)})");
        if (isLatest || !_isObserved)
        {
            State = state ?? State;
            HiddenUntil = HasEnded ? null : HiddenUntil;
        }

        if (isLatest && _gone is { } gone)
        {
            _gone = null;
            End(gone.At, gone.State, gone.What, gone.Detail);
        }
    }

    private void End(DateTimeOffset at, MessageState state, string what, string? detail)
    {
        State = state;
        HiddenUntil = null;
        Add(at, what, detail);
    }

    private void Add(DateTimeOffset at, string what, string? detail = null, Delivery? delivery = null) =>
        _steps.Add(new(at, what, detail is null ? null : ShortText.Of(detail, MessageStep.MaxDetailLength), delivery));

    private static DateTimeOffset? TimeOrNone(long ticks) => ticks == 0 ? null : new(ticks, TimeSpan.Zero);

    private static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static string NameOf(string queueArn) => queueArn[(queueArn.LastIndexOf(':') + 1)..];

    private static string Count(int receives) => string.Create(CultureInfo.InvariantCulture, $"{receives} {(receives == 1 ? "receive" : "receives")}");

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    private static string Which(int receive) => string.Create(CultureInfo.InvariantCulture, $"receive {receive}");

    private sealed record Departure(DateTimeOffset At, MessageState State, string What, string? Detail);
}
