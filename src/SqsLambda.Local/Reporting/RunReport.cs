using System.Globalization;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Reporting;

/// <summary>Tells what happens to each message, a line each, and counts it.</summary>
/// <param name="output">Where to.</param>
/// <param name="isTracing">Whether to tell of each receive too, and not only of what came of it.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RunReport(TextWriter output, bool isTracing, TimeProvider timeProvider) : IEventSourceMappingObserver
{
    private const int MaxBodyLength = 100;

    private readonly OrderedLines _lines = new(output);
    private readonly long _started = timeProvider.GetTimestamp();

    private readonly Deliveries _deliveries = new();
    private int _sent;
    private int _processed;
    private int _duplicates;
    private int _retries;
    private int _deadLettered;
    private int _deadLetteredByFunction;
    private string? _pollFailure;

    /// <summary>After how many receives a message goes to the dead-letter queue, as it is now; <see langword="null"/> where there is none.</summary>
    public Func<int?> MaxReceiveCount { private get; set; } = static () => null;

    public RunSummary Summary => new(_sent, _processed, _duplicates, _retries, _deadLettered + _deadLetteredByFunction);

    /// <summary>
    /// A message is being sent. It may be received before its id is known here: what may be told of it is told after <see cref="OnSent"/>.
    /// </summary>
    public void OnSending() => _lines.Hold();

    /// <summary>The send has ended. One message is sent at a time.</summary>
    /// <param name="messageId">The id of the message; <see langword="null"/> if it was not sent.</param>
    /// <param name="body">Its body.</param>
    public void OnSent(string? messageId, string body)
    {
        if (messageId is null)
        {
            _lines.Release(first: null);
            return;
        }

        Interlocked.Increment(ref _sent);
        _lines.Release(LineOf(messageId, $"sent: {(body.Length <= MaxBodyLength ? body : string.Concat(body.AsSpan(0, MaxBodyLength), "…"))}"));
    }

    /// <summary>An invocation has ended.</summary>
    /// <param name="batch">Its messages.</param>
    /// <param name="outcomes">What the function tells of them.</param>
    public void OnOutcomes(IReadOnlyList<PolledMessage> batch, IReadOnlyList<MessageResult> outcomes)
    {
        foreach (MessageResult outcome in outcomes)
        {
            if (batch.FirstOrDefault(message => message.MessageId == outcome.MessageId) is { } message)
            {
                _deliveries.SetOutcome(message, outcome);
            }

            switch (outcome.Outcome)
            {
                case "succeeded":
                    Interlocked.Increment(ref _processed);
                    break;
                case "duplicate":
                    Interlocked.Increment(ref _duplicates);
                    break;
                case "dead_lettered":
                    Interlocked.Increment(ref _deadLetteredByFunction);
                    break;
            }
        }
    }

    public void OnPolled(IReadOnlyList<PolledMessage> messages)
    {
        _pollFailure = null;
        Interlocked.Add(ref _retries, messages.Count(static message => message.ReceiveCount > 1));
        foreach (PolledMessage message in messages)
        {
            _deliveries.Begin(message);
            if (message.ReceiveCount == 1)
            {
                _lines.FirstReceived(message.MessageId);
            }

            if (isTracing)
            {
                Tell(message, $"received ({Receive(message)}), sent {Time(message.SentAt)}, hidden until {Time(message.VisibleAgain)}");
            }
        }
    }

    public void OnPollFailed(string reason)
    {
        // Every poller meets it, and again at each attempt.
        if (Interlocked.Exchange(ref _pollFailure, reason) != reason)
        {
            Write(OneLine($"polling failed, and is tried again: {reason}"));
        }
    }

    public void OnFilteredOut(IReadOnlyList<PolledMessage> messages)
    {
        foreach (PolledMessage message in messages)
        {
            TellEnd(message, "matches no filter: deleted without reaching the function");
        }
    }

    public void OnForgotten(IReadOnlyList<PolledMessage> messages)
    {
        foreach (PolledMessage message in messages)
        {
            TellEnd(message, $"did not fit in a batch; {WhatIsNext(message)}");
        }
    }

    public void OnThrottled(IReadOnlyList<PolledMessage> batch)
    {
        if (!isTracing)
        {
            return;
        }

        foreach (PolledMessage message in batch)
        {
            Tell(message, "throttled; its batch is tried again while it is hidden");
        }
    }

    public void OnDeleted(IReadOnlyList<PolledMessage> messages)
    {
        foreach (PolledMessage message in messages)
        {
            MessageResult? outcome = _deliveries.OutcomeOf(message);
            if (outcome is null)
            {
                // The function tells nothing of its messages.
                Interlocked.Increment(ref _processed);
            }

            TellEnd(message, DescribeDone(outcome));
        }
    }

    public void OnReturned(IReadOnlyList<PolledMessage> messages, string? batchFailure)
    {
        if (batchFailure is not null)
        {
            _lines.Write(
                OneLine($"batch of {messages.Count} failed: {batchFailure}"), [.. messages.Select(static message => message.MessageId)]);
        }

        foreach (PolledMessage message in messages)
        {
            string what = batchFailure is null ? Describe(_deliveries.OutcomeOf(message)) : "returned with its batch";
            TellEnd(message, $"{what}; {WhatIsNext(message)}");
        }
    }

    public void OnNotDeleted(PolledMessage message, string reason) =>
        TellEnd(message, $"not deleted, though done: {reason}; {WhatIsNext(message)}");

    /// <summary>A message was moved by the queue's redrive policy. It may be known here before it is known what led to it: that is told first.</summary>
    public void OnDeadLettered(string messageId, int receiveCount, string queueName)
    {
        Interlocked.Increment(ref _deadLettered);
        string line = LineOf(messageId, $"moved to the dead-letter queue {queueName} after {receiveCount} receives");
        if (!_deliveries.TryPutOff(line, messageId, receiveCount))
        {
            _lines.Write(line, messageId);
        }
    }

    public void Write(string lines) => _lines.Write(lines);

    private static string DescribeDone(MessageResult? outcome) => outcome switch
    {
        null => "done",
        { Outcome: "succeeded" } => "processed",
        { Outcome: "duplicate" } => "duplicate of one that is done",
        { Outcome: "discarded" } => With("discarded", outcome),
        { Outcome: "dead_lettered" } => $"{With("failed permanently", outcome)}; sent to the dead-letter queue by the function",
        _ => $"deleted, as ReportBatchItemFailures is off: {Describe(outcome)}",
    };

    private static string Describe(MessageResult? outcome) => outcome?.Outcome switch
    {
        "failed" or "not_finished" => With("failed", outcome),
        "permanently_failed" => With("failed permanently", outcome),
        "in_progress" => With("is in progress in another invocation", outcome),
        "not_attempted" => With("not attempted", outcome),
        MessageResult.Withheld => outcome.Reason!,
        _ => "returned",
    };

    private static string With(string what, MessageResult outcome) => outcome.Reason is { } reason ? $"{what}: {reason.TrimEnd('.')}" : what;

    private string WhatIsNext(PolledMessage message)
    {
        double seconds = Math.Max(0, (message.VisibleAgain - timeProvider.GetUtcNow()).TotalSeconds);
        string then = message.ReceiveCount >= MaxReceiveCount() ? "to the dead-letter queue" : "visible again";
        return string.Create(CultureInfo.InvariantCulture, $"{then} in {seconds:F1} s ({Receive(message)})");
    }

    private string Receive(PolledMessage message) =>
        MaxReceiveCount() is { } max ? $"receive {message.ReceiveCount} of {max}" : $"receive {message.ReceiveCount}, no dead-letter queue";

    private static string Time(DateTimeOffset time) => time.ToString("HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    private void Tell(PolledMessage message, string what) => _lines.Write(LineOf(message.MessageId, what), message.MessageId);

    private void TellEnd(PolledMessage message, string what)
    {
        Tell(message, what);
        if (_deliveries.End(message) is { } putOff)
        {
            _lines.Write(putOff, message.MessageId);
        }
    }

    private string LineOf(string messageId, string what) => OneLine(string.Create(
        CultureInfo.InvariantCulture, $"{timeProvider.GetElapsedTime(_started).TotalSeconds,8:F3}  {messageId}  {what}"));

    // Reasons are texts of exceptions, which may have several lines.
    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
