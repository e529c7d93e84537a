using System.Buffers;
using Amazon.Lambda.Core;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;

namespace SqsLambda.Batch;

/// <summary>
/// What the log says of a batch: one line for each message that comes back, and what an operator must know of the store. Never a body,
/// an attribute's value or a receipt handle.
/// </summary>
internal sealed class BatchLog(ILambdaLogger logger, IBatchObserver? observer = null, BatchTally? tally = null)
{
    private const int MaxTextLength = 1_000;
    private const int MaxExceptionLength = 8_000;

    // Control characters, which also move a terminal's cursor, and Unicode's two separators.
    private static readonly SearchValues<char> LineBreaks = SearchValues.Create(
        ['\u2028', '\u2029', .. Enumerable.Range('\0', '\u00a0').Select(static code => (char)code).Where(char.IsControl)]);

    public void ComesBack(MessageContext context, MessageOutcome outcome)
    {
        string id = OneLine(context.MessageId);
        int receiveCount = context.ReceiveCount;
        switch (outcome)
        {
            case MessageOutcome.Failed { Exception: { } exception } failed when IsPrintable(exception):
                logger.LogError(
                    exception, "Message {messageId} failed (receive count {receiveCount}): {reason}", id, receiveCount, OneLine(failed.Reason));
                break;
            case MessageOutcome.Failed failed:
                logger.LogError("Message {messageId} failed (receive count {receiveCount}): {reason}", id, receiveCount, OneLine(failed.Reason));
                break;
            case MessageOutcome.NotFinished notFinished:
                logger.LogError("Message {messageId} failed (receive count {receiveCount}): {reason}", id, receiveCount, notFinished.Reason);
                break;
            case MessageOutcome.PermanentlyFailed { NotSent: { } notSent } failed:
                logger.LogError(
                    "Message {messageId} failed permanently (receive count {receiveCount}) and could not be sent to the dead-letter queue "
                        + "({deadLetterFailure}), so it is returned: {reason}",
                    id,
                    receiveCount,
                    OneLine(notSent.ToString()),
                    OneLine(failed.Reason));
                break;
            case MessageOutcome.PermanentlyFailed failed:
                logger.LogError(
                    "Message {messageId} failed permanently (receive count {receiveCount}): {reason}", id, receiveCount, OneLine(failed.Reason));
                break;
            case MessageOutcome.InProgress inProgress:
                logger.LogInformation(
                    "Message {messageId} is in progress in another invocation until {leaseEnd} (receive count {receiveCount})",
                    id,
                    inProgress.LeaseEnd.ToString("O"),
                    receiveCount);
                break;
            case MessageOutcome.NotAttempted notAttempted:
                logger.LogWarning(
                    "Message {messageId} was not attempted (receive count {receiveCount}): {reason}", id, receiveCount, OneLine(notAttempted.Reason));
                break;
        }
    }

    public void ClaimFailed(int count, int attempt, int maxAttempts, Exception exception) =>
        logger.LogError(
            "The idempotency store did not claim {count} messages (attempt {attempt} of {maxAttempts}): {reason}",
            count,
            attempt,
            maxAttempts,
            OneLine($"{exception.GetType().Name}: {exception.Message}"));

    public void ClaimNotAnswered(int count) =>
        logger.LogError("The idempotency store did not answer the claim of {count} messages in the time that there was for it", count);

    public void RunUnprotected(int count, string? reason)
    {
        logger.LogWarning(
            "{count} messages run without idempotency, as the store did not grant their claims: {reason}", count, OneLine(reason ?? "it is down"));
        Count(IdempotencyIncident.RunUnprotected, count);
    }

    public void LeaseLost(MessageContext context, SettlementKind kind)
    {
        logger.LogWarning(
            "Message {messageId} lost its lease before its record {key} could be settled ({kind}): another delivery has taken over",
            OneLine(context.MessageId),
            context.IdempotencyKey ?? "",
            kind);
        tally?.LeaseLost();
        Count(IdempotencyIncident.LeaseLost, 1);
    }

    /// <summary>A call to the store is made again.</summary>
    public void StoreRetried() => tally?.StoreRetried();

    public void Summary(BatchSummary summary)
    {
        logger.LogInformation(
            "Batch of {received} messages from {queueName}: {processed} processed, {duplicates} duplicates, {inProgress} in progress elsewhere, "
                + "{failed} failed, {permanentlyFailed} failed permanently, {deadLettered} dead-lettered, {notAttempted} not attempted, in {durationMs} ms",
            summary.Received,
            OneLine(summary.QueueName),
            summary.Processed,
            summary.Duplicates,
            summary.InProgress,
            summary.Failed,
            summary.PermanentlyFailed,
            summary.DeadLettered,
            summary.NotAttempted,
            (long)summary.Duration.TotalMilliseconds);
        try
        {
            observer?.OnBatch(summary);
        }
        catch (Exception exception)
        {
            logger.LogError("The observer failed for the batch: {reason}", OneLine(exception.Message));
        }
    }

    public void DeadLettered(DeadLetter letter) =>
        logger.LogError(
            "Message {messageId} failed permanently (receive count {receiveCount}) and was sent to the dead-letter queue: {reason}",
            OneLine(letter.Message.MessageId),
            letter.Message.ReceiveCount,
            OneLine(letter.Reason));

    public void NotHidden(int count, QueueFailure failure) =>
        logger.LogWarning(
            "The visibility timeout of {count} messages could not be changed, so they come back when it ends: {reason}", count, OneLine(failure.ToString()));

    public void CancellationFailed(Exception exception) =>
        logger.LogError("A callback on the handlers' cancellation token failed: {reason}", OneLine(exception.Message));

    public void NotSettled(IReadOnlyList<MessageContext> contexts, string reason)
    {
        foreach (MessageContext context in contexts)
        {
            logger.LogError(
                "The idempotency record {key} of message {messageId} could not be settled: {reason}",
                context.IdempotencyKey ?? "",
                OneLine(context.MessageId),
                OneLine(reason));
        }

        if (contexts.Count > 0)
        {
            Count(IdempotencyIncident.NotSettled, contexts.Count);
        }
    }

    public void ObserverFailed(MessageContext context, Exception exception) =>
        logger.LogError("The observer failed for message {messageId}: {reason}", OneLine(context.MessageId), OneLine(exception.Message));

    private void Count(IdempotencyIncident incident, int count)
    {
        try
        {
            observer?.OnIncident(incident, count);
        }
        catch (Exception exception)
        {
            logger.LogError("The observer failed for {count} incidents ({incident}): {reason}", count, incident, OneLine(exception.Message));
        }
    }

    public void Fault(Exception exception) =>
        logger.LogCritical("The batch processor failed, so what is not known to be done is returned: {reason}", OneLine(exception.ToString()));

    /// <summary>
    /// The logger writes an exception below its line as it describes itself, which may be any text: one with other lines than a stack trace has
    /// could forge a line of the log, and a long one flood it. They are told by their reason alone.
    /// </summary>
    private static bool IsPrintable(Exception exception)
    {
        try
        {
            string text = exception.ToString();
            bool isFirst = true;
            foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
            {
                if ((!isFirst && !IsOfStackTrace(line)) || line.ContainsAny(LineBreaks))
                {
                    return false;
                }

                isFirst = false;
            }

            return text.Length <= MaxExceptionLength;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>Whether a line is one of those that .NET writes below an exception's message: its calls, and its inner exceptions.</summary>
    private static bool IsOfStackTrace(ReadOnlySpan<char> line) =>
        line is "" or "<---"
        || line.StartsWith("   at ", StringComparison.Ordinal)
        || line.StartsWith("   --- End of inner exception stack trace ---", StringComparison.Ordinal)
        || line.StartsWith("--- End of stack trace from previous location ---", StringComparison.Ordinal)
        || line.StartsWith(" ---> ", StringComparison.Ordinal);

    /// <summary>Text from outside cannot forge a line or flood the log.</summary>
    private static string OneLine(string text)
    {
        string cut = text.Length <= MaxTextLength ? text : string.Concat(text.AsSpan(0, MaxTextLength), "…");
        return cut.AsSpan().ContainsAny(LineBreaks)
            ? string.Create(cut.Length, cut, static (span, source) =>
            {
                source.CopyTo(span);
                span.ReplaceAny(LineBreaks, ' ');
            })
            : cut;
    }
}
