using System.Collections.Concurrent;
using System.Globalization;
using SqsLambda.Batch;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Reporting;

/// <summary>Tells what happens to each message, a line each, and counts it.</summary>
internal sealed class RunReport(TextWriter output, int maxReceiveCount, TimeProvider timeProvider) : IBatchObserver, IEventSourceMappingObserver
{
    private const int MaxBodyLength = 100;

    private readonly TextWriter _output = TextWriter.Synchronized(output);
    private readonly long _started = timeProvider.GetTimestamp();

    // What the function said of a delivery, until Lambda's part of it is known.
    private readonly ConcurrentDictionary<(string MessageId, int ReceiveCount), MessageOutcome> _outcomes = new();
    private int _sent;
    private int _processed;
    private int _duplicates;
    private int _retries;
    private int _deadLettered;

    public RunSummary Summary => new(_sent, _processed, _duplicates, _retries, _deadLettered);

    public void OnSent(string messageId, string body)
    {
        Interlocked.Increment(ref _sent);
        Tell(messageId, $"sent: {(body.Length <= MaxBodyLength ? body : string.Concat(body.AsSpan(0, MaxBodyLength), "…"))}");
    }

    public void OnOutcome(MessageContext context, MessageOutcome outcome) => _outcomes[(context.MessageId, context.ReceiveCount)] = outcome;

    public void OnInvoke(IReadOnlyList<PolledMessage> batch) =>
        Interlocked.Add(ref _retries, batch.Count(static message => message.ReceiveCount > 1));

    public void OnDeleted(IReadOnlyList<PolledMessage> messages)
    {
        foreach (PolledMessage message in messages)
        {
            Tell(message.MessageId, CountDone(TakeOutcome(message)));
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
        CountDone(TakeOutcome(message));
        Tell(message.MessageId, $"done, but not deleted: {reason}; {WhatIsNext(message)}");
    }

    public void OnDeadLettered(string messageId, int receiveCount, string queueName)
    {
        Interlocked.Increment(ref _deadLettered);
        Tell(messageId, $"moved to the dead-letter queue {queueName} after {receiveCount} receives");
    }

    public void Write(string line) => _output.WriteLine(line);

    private MessageOutcome? TakeOutcome(PolledMessage message) =>
        _outcomes.TryRemove((message.MessageId, message.ReceiveCount), out MessageOutcome? outcome) ? outcome : null;

    private string CountDone(MessageOutcome? outcome)
    {
        switch (outcome)
        {
            case MessageOutcome.Succeeded:
                Interlocked.Increment(ref _processed);
                return "processed";
            case MessageOutcome.Duplicate:
                Interlocked.Increment(ref _duplicates);
                return "duplicate of one that is done";
            default:
                return "deleted, as the response does not list it";
        }
    }

    private static string Describe(MessageOutcome? outcome) => outcome switch
    {
        MessageOutcome.Failed failed => $"failed: {failed.Reason.TrimEnd('.')}",
        MessageOutcome.PermanentlyFailed failed => $"failed permanently: {failed.Reason.TrimEnd('.')}",
        MessageOutcome.InProgress inProgress => string.Create(
            CultureInfo.InvariantCulture, $"is in progress in another invocation until {inProgress.LeaseEnd:HH:mm:ss.fff} UTC"),
        MessageOutcome.NotAttempted notAttempted => $"not attempted: {notAttempted.Reason.TrimEnd('.')}",
        _ => "returned",
    };

    private string WhatIsNext(PolledMessage message)
    {
        double seconds = Math.Max(0, (message.VisibleAgain - timeProvider.GetUtcNow()).TotalSeconds);
        string then = message.ReceiveCount < maxReceiveCount ? "visible again" : "to the dead-letter queue";
        return string.Create(
            CultureInfo.InvariantCulture, $"{then} in {seconds:F1} s (receive {message.ReceiveCount} of {maxReceiveCount})");
    }

    private void Tell(string messageId, string what) => Write(
        string.Create(CultureInfo.InvariantCulture, $"{timeProvider.GetElapsedTime(_started).TotalSeconds,8:F3}  {messageId}  {what}"));
}
