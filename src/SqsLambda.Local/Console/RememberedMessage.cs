using System.Globalization;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;

namespace SqsLambda.Local.WebConsole;

/// <summary>A message and its life so far. Not safe for concurrent use: <see cref="MessageMemory"/> locks.</summary>
/// <param name="number">Its number: a message that became known later has a larger one.</param>
/// <param name="queueArn">Its queue.</param>
/// <param name="id">Its message id.</param>
/// <param name="body">The whole body.</param>
internal sealed class RememberedMessage(long number, string queueArn, string id, string body)
{
    /// <summary>The most steps that are kept: the first one and the latest ones.</summary>
    public const int MaxSteps = 100;

    private const int BytesOfMessage = 400;

    private readonly List<MessageStep> _steps = [];
    private int _stepBytes;
    private MessageResult? _result;
    private (DateTimeOffset At, string Detail)? _move;

    public long Number => number;

    public string QueueArn => queueArn;

    public string Id => id;

    public string Body => body;

    public string? GroupId { get; private set; }

    public MessageState State { get; private set; }

    public int Receives { get; private set; }

    /// <summary>Receives before the message goes to the dead-letter queue; <see langword="null"/> if there is none.</summary>
    public int? MaxReceives { get; private set; }

    public DateTimeOffset SentAt { get; private set; }

    /// <summary>When the message becomes visible again; <see langword="null"/> if it is not hidden.</summary>
    public DateTimeOffset? HiddenUntil { get; private set; }

    /// <summary>Why the last delivery ended as it did, if that is known.</summary>
    public string? Reason { get; private set; }

    /// <summary>The life of the message, the oldest step first.</summary>
    public IReadOnlyList<MessageStep> Steps => _steps;

    /// <summary>How many steps between the first one and the others are not kept.</summary>
    public int DroppedSteps { get; private set; }

    /// <summary>Whether it has left the queue.</summary>
    public bool HasEnded => State is not (MessageState.Waiting or MessageState.InFlight or MessageState.Hidden);

    /// <summary>The memory that the message takes, in bytes, roughly.</summary>
    public long Bytes => BytesOfMessage + (2L * body.Length) + _stepBytes;

    public void Sent(DateTimeOffset at, string? groupId)
    {
        SentAt = at;
        GroupId = groupId;
        Add(at, "sent");
    }

    public void Received(DateTimeOffset at, PolledMessage polled, int? maxReceives)
    {
        State = MessageState.InFlight;
        Receives = polled.ReceiveCount;
        MaxReceives = maxReceives;
        HiddenUntil = polled.VisibleAgain;
        _result = null;
        string receive = string.Create(CultureInfo.InvariantCulture, $"receive {Receives}");
        Add(at, "received", maxReceives is { } max ? string.Create(CultureInfo.InvariantCulture, $"{receive} of {max}") : receive);
    }

    public void Throttled(DateTimeOffset at) => Add(at, "throttled");

    public void Invoked(DateTimeOffset at, string batch) => Add(at, "function has ended", batch);

    /// <summary>The function said what became of the message. That is told with the end of the delivery.</summary>
    public void SetResult(MessageResult result) => _result = _result is { IsDone: true } && !result.IsDone ? _result : result;

    /// <summary>The message was deleted, as the function was done with it.</summary>
    /// <returns>Its state, which has ended.</returns>
    public MessageState Deleted(DateTimeOffset at)
    {
        MessageState state = _result?.Outcome switch
        {
            null or Outcomes.Succeeded => MessageState.Done,
            Outcomes.Duplicate => MessageState.Duplicate,
            Outcomes.Discarded => MessageState.Discarded,
            Outcomes.DeadLettered => MessageState.DeadLettered,
            _ => MessageState.Lost,
        };
        EndDelivery(at, Outcomes.OfDone(_result), state);
        return state;
    }

    public void FilteredOut(DateTimeOffset at) =>
        EndDelivery(at, new("matches no filter", "deleted; did not reach the function", Tone.Notice), MessageState.Filtered);

    /// <summary>The message stays in the queue.</summary>
    /// <param name="at">When its delivery ended.</param>
    /// <param name="batchFailure">Why the whole batch failed; <see langword="null"/> if the function named this message.</param>
    /// <param name="hiddenUntil">When it becomes visible again.</param>
    /// <returns>Whether it failed.</returns>
    public bool Returned(DateTimeOffset at, string? batchFailure, DateTimeOffset hiddenUntil)
    {
        DeliveryEnd end = batchFailure is null ? Outcomes.OfReturned(_result) : new("failed with its batch", batchFailure, Tone.Bad);
        StaysIn(at, end, hiddenUntil);
        return end.Tone == Tone.Bad;
    }

    public void Forgotten(DateTimeOffset at, DateTimeOffset hiddenUntil) =>
        StaysIn(at, new("did not fit in the batch", null, Tone.Notice), hiddenUntil);

    public void NotDeleted(DateTimeOffset at, string reason, DateTimeOffset hiddenUntil) =>
        StaysIn(at, new("done, but not deleted", reason, Tone.Notice), hiddenUntil);

    /// <summary>The queue moved the message. If the delivery that led to it is still under way, the move is told after the delivery.</summary>
    public void Moved(DateTimeOffset at, int receiveCount, string deadLetterQueue)
    {
        string detail = string.Create(CultureInfo.InvariantCulture, $"moved to {deadLetterQueue} after {receiveCount} {(receiveCount == 1 ? "receive" : "receives")}");
        if (State == MessageState.InFlight && Receives == receiveCount)
        {
            _move = (at, detail);
        }
        else
        {
            EndByMove(at, detail);
        }
    }

    private void StaysIn(DateTimeOffset at, DeliveryEnd end, DateTimeOffset hiddenUntil)
    {
        EndDelivery(at, end, MessageState.Hidden);
        HiddenUntil = HasEnded ? null : hiddenUntil;
    }

    private void EndDelivery(DateTimeOffset at, DeliveryEnd end, MessageState state)
    {
        State = state;
        HiddenUntil = null;
        Reason = end.Reason is { } reason ? Cut(reason) : end.Tone == Tone.Good ? null : end.What;
        _result = null;
        Add(at, end.What, end.Reason);
        if (_move is { } move)
        {
            _move = null;
            EndByMove(move.At, move.Detail);
        }
    }

    private void EndByMove(DateTimeOffset at, string detail)
    {
        State = MessageState.DeadLettered;
        HiddenUntil = null;
        Add(at, "dead-lettered", detail);
    }

    private void Add(DateTimeOffset at, string what, string? detail = null)
    {
        if (_steps.Count == MaxSteps)
        {
            _stepBytes -= _steps[1].Bytes;
            _steps.RemoveAt(1);
            DroppedSteps++;
        }

        var step = new MessageStep(at, what, detail is null ? null : Cut(detail));
        _steps.Add(step);
        _stepBytes += step.Bytes;
    }

    private static string Cut(string text) =>
        text.Length <= MessageStep.MaxDetailLength ? text : string.Concat(text.AsSpan(0, MessageStep.MaxDetailLength - 1), "…");
}
