using System.Collections.Concurrent;
using System.Globalization;
using SqsLambda.Batch;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Reporting;

/// <summary>Tells what happens to each message, a line each, and counts it.</summary>
/// <param name="output">Where to.</param>
/// <param name="isTracing">Whether to tell of each receive too, and not only of what came of it.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RunReport(TextWriter output, bool isTracing, TimeProvider timeProvider) : IBatchObserver, IEventSourceMappingObserver
{
    private const int MaxBodyLength = 100;

    private readonly OrderedLines _lines = new(output);
    private readonly long _started = timeProvider.GetTimestamp();

    // What the function said of a delivery, until Lambda's part of it is known.
    private readonly ConcurrentDictionary<(string MessageId, int ReceiveCount), MessageOutcome> _outcomes = new();
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
    /// A message is being sent. It may be received before its id is known here: what is told from now on is told after <see cref="OnSent"/>.
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
        _lines.Release(Line(messageId, $"sent: {(body.Length <= MaxBodyLength ? body : string.Concat(body.AsSpan(0, MaxBodyLength), "…"))}"));
    }

    public void OnOutcome(MessageContext context, MessageOutcome outcome)
    {
        _outcomes[(context.MessageId, context.ReceiveCount)] = outcome;
        switch (outcome)
        {
            case MessageOutcome.Succeeded:
                Interlocked.Increment(ref _processed);
                break;
            case MessageOutcome.Duplicate:
                Interlocked.Increment(ref _duplicates);
                break;
            case MessageOutcome.DeadLettered:
                Interlocked.Increment(ref _deadLetteredByFunction);
                break;
        }
    }

    public void OnPolled(IReadOnlyList<PolledMessage> messages)
    {
        _pollFailure = null;
        Interlocked.Add(ref _retries, messages.Count(static message => message.ReceiveCount > 1));
        if (!isTracing)
        {
            return;
        }

        foreach (PolledMessage message in messages)
        {
            Tell(message.MessageId, $"received ({Receive(message)}), sent {Time(message.SentAt)}, hidden until {Time(message.VisibleAgain)}");
        }
    }

    public void OnPollFailed(string reason)
    {
        // Every poller meets it, and again at each attempt.
        if (Interlocked.Exchange(ref _pollFailure, reason) != reason)
        {
            Write($"polling failed, and is tried again: {reason}");
        }
    }

    public void OnFilteredOut(IReadOnlyList<PolledMessage> messages)
    {
        foreach (PolledMessage message in messages)
        {
            Tell(message.MessageId, "matches no filter: deleted without reaching the function");
        }
    }

    public void OnForgotten(IReadOnlyList<PolledMessage> messages)
    {
        foreach (PolledMessage message in messages)
        {
            Tell(message.MessageId, $"did not fit in a batch; {WhatIsNext(message)}");
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
            Tell(message.MessageId, "throttled; its batch is tried again while it is hidden");
        }
    }

    public void OnDeleted(IReadOnlyList<PolledMessage> messages)
    {
        foreach (PolledMessage message in messages)
        {
            Tell(message.MessageId, DescribeDone(TakeOutcome(message)));
        }
    }

    public void OnReturned(IReadOnlyList<PolledMessage> messages, string? batchFailure)
    {
        if (batchFailure is not null)
        {
            Write($"batch of {messages.Count} failed: {batchFailure}");
        }

        foreach (PolledMessage message in messages)
        {
            MessageOutcome? outcome = TakeOutcome(message);
            Tell(message.MessageId, $"{(batchFailure is null ? Describe(outcome) : "returned with its batch")}; {WhatIsNext(message)}");
        }
    }

    public void OnNotDeleted(PolledMessage message, string reason)
    {
        TakeOutcome(message);
        Tell(message.MessageId, $"not deleted, though done: {reason}; {WhatIsNext(message)}");
    }

    public void OnDeadLettered(string messageId, int receiveCount, string queueName)
    {
        Interlocked.Increment(ref _deadLettered);
        Tell(messageId, $"moved to the dead-letter queue {queueName} after {receiveCount} receives");
    }

    public void Write(string line) => _lines.Write(line);

    private MessageOutcome? TakeOutcome(PolledMessage message) =>
        _outcomes.TryRemove((message.MessageId, message.ReceiveCount), out MessageOutcome? outcome) ? outcome : null;

    private static string DescribeDone(MessageOutcome? outcome) => outcome switch
    {
        MessageOutcome.Succeeded => "processed",
        MessageOutcome.Duplicate => "duplicate of one that is done",
        MessageOutcome.DeadLettered dead => $"failed permanently: {dead.Reason.TrimEnd('.')}; sent to the dead-letter queue by the function",
        null => "deleted, as the response does not list it",
        _ => $"deleted, as ReportBatchItemFailures is off: {Describe(outcome)}",
    };

    private static string Describe(MessageOutcome? outcome) => outcome switch
    {
        MessageOutcome.Failed failed => $"failed: {failed.Reason.TrimEnd('.')}",
        MessageOutcome.NotFinished notFinished => $"failed: {notFinished.Reason.TrimEnd('.')}",
        MessageOutcome.PermanentlyFailed failed => $"failed permanently: {failed.Reason.TrimEnd('.')}",
        MessageOutcome.InProgress inProgress => $"is in progress in another invocation until {Time(inProgress.LeaseEnd)}",
        MessageOutcome.NotAttempted notAttempted => $"not attempted: {notAttempted.Reason.TrimEnd('.')}",
        _ => "returned",
    };

    private string WhatIsNext(PolledMessage message)
    {
        double seconds = Math.Max(0, (message.VisibleAgain - timeProvider.GetUtcNow()).TotalSeconds);
        string then = message.ReceiveCount >= MaxReceiveCount() ? "to the dead-letter queue" : "visible again";
        return string.Create(CultureInfo.InvariantCulture, $"{then} in {seconds:F1} s ({Receive(message)})");
    }

    private string Receive(PolledMessage message) =>
        MaxReceiveCount() is { } max ? $"receive {message.ReceiveCount} of {max}" : $"receive {message.ReceiveCount}, no dead-letter queue";

    private static string Time(DateTimeOffset time) => time.ToString("HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    private void Tell(string messageId, string what) => Write(Line(messageId, what));

    private string Line(string messageId, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{timeProvider.GetElapsedTime(_started).TotalSeconds,8:F3}  {messageId}  {what}");
}
