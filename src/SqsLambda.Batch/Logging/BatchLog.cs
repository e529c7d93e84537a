using Amazon.Lambda.Core;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Logging;

/// <summary>
/// Logs a batch: a line for each message that comes back or needs attention, the failures of the store, and a summary. It never logs a body, an
/// attribute value or a receipt handle. It also calls the observers, and logs their exceptions.
/// </summary>
internal sealed class BatchLog(ILambdaLogger logger, IReadOnlyList<IBatchObserver> observers, BatchTally tally)
{
    private const string OutcomeTemplate = "Message {messageId} {outcome} (receive count {receiveCount}): {reason}";

    public void Outcome(MessageContext context, OutcomeDescription outcome)
    {
        if (outcome.Level is not { } level)
        {
            return;
        }

        object[] args = [LogText.OneLine(context.MessageId), outcome.Verb, context.ReceiveCount, LogText.OneLine(outcome.Reason)];
        if (outcome.Exception is { } exception && LogText.IsPrintable(exception))
        {
            logger.Log(level.ToString(), exception, OutcomeTemplate, args);
        }
        else
        {
            logger.Log(level.ToString(), OutcomeTemplate, args);
        }
    }

    /// <summary>Logs that a message reached the dead-letter queue after the invocation had returned it.</summary>
    public void DeadLetteredLate(MessageContext context) =>
        logger.LogWarning(
            "Message {messageId} was sent to the dead-letter queue after it had been returned (receive count {receiveCount}): it comes back and "
                + "may be sent there again",
            LogText.OneLine(context.MessageId),
            context.ReceiveCount);

    public void ClaimFailed(int count, int attempt, int maxAttempts, string reason) =>
        logger.LogError(
            "The idempotency store did not claim {count} messages (attempt {attempt} of {maxAttempts}): {reason}",
            count,
            attempt,
            maxAttempts,
            LogText.OneLine(reason));

    public void RunUnprotected(int count, string? reason)
    {
        logger.LogWarning(
            "{count} messages run without idempotency because the store did not grant their claims: {reason}",
            count,
            LogText.OneLine(reason ?? "it is down"));
        Notify(IdempotencyIncident.RunUnprotected, count);
    }

    public void LeaseLost(MessageContext context, SettlementKind kind)
    {
        logger.LogWarning(
            "Message {messageId} lost its lease before its record {key} could be settled ({kind}): another delivery has taken over",
            LogText.OneLine(context.MessageId),
            context.IdempotencyKey ?? "",
            kind);
        tally.LeaseLost();
        Notify(IdempotencyIncident.LeaseLost, 1);
    }

    public void NotSettled(IReadOnlyList<MessageContext> contexts, string reason)
    {
        foreach (MessageContext context in contexts)
        {
            logger.LogError(
                "The idempotency record {key} of message {messageId} could not be settled: {reason}",
                context.IdempotencyKey ?? "",
                LogText.OneLine(context.MessageId),
                LogText.OneLine(reason));
        }

        if (contexts.Count > 0)
        {
            Notify(IdempotencyIncident.NotSettled, contexts.Count);
        }
    }

    /// <summary>Counts a repeated call to the store.</summary>
    public void StoreRetried() => tally.StoreRetried();

    public void NotHidden(int count, QueueFailure failure) =>
        logger.LogWarning(
            "The visibility timeout of {count} messages could not be changed, so they come back when it ends: {reason}",
            count,
            LogText.OneLine(failure.ToString()));

    public void ThreadBlocked(TimeSpan kept) =>
        logger.LogWarning(
            "A handler blocked its thread for {milliseconds} ms. Set BatchOptions.BlockingHandlers (BLOCKING_HANDLERS=true), so that it delays "
                + "neither other messages nor the answer",
            (long)kept.TotalMilliseconds);

    public void WorkerNotStarted(Exception exception) =>
        logger.LogWarning(
            "A thread for handlers could not be started, so fewer messages are handled at the same time: {reason}",
            LogText.OneLine($"{exception.GetType().Name}: {LogText.Of(exception)}"));

    public void CancellationFailed(Exception exception) =>
        logger.LogError("A callback on the cancellation token of the handlers failed: {reason}", LogText.OneLine(LogText.Of(exception)));

    public void Fault(Exception exception) =>
        logger.LogCritical(
            "The batch processor failed, so every message that is not known to be done is returned: {reason}", LogText.OneLine(LogText.DescriptionOf(exception)));

    public void Summary(BatchSummary summary)
    {
        logger.LogInformation(
            "Batch of {received} messages from {queueName}: {processed} processed, {duplicates} duplicates, {discarded} discarded, "
                + "{inProgress} in progress elsewhere, {failed} failed, {permanentlyFailed} failed permanently, {deadLettered} dead-lettered, "
                + "{notAttempted} not attempted, in {durationMs} ms",
            summary.Received,
            LogText.OneLine(summary.QueueName),
            summary.Processed,
            summary.Duplicates,
            summary.Discarded,
            summary.InProgress,
            summary.Failed,
            summary.PermanentlyFailed,
            summary.DeadLettered,
            summary.NotAttempted,
            (long)summary.Duration.TotalMilliseconds);
        foreach (IBatchObserver observer in observers)
        {
            try
            {
                observer.OnBatch(summary);
            }
            catch (Exception exception)
            {
                logger.LogError("An observer failed for the batch: {reason}", LogText.OneLine(LogText.Of(exception)));
            }
        }
    }

    /// <summary>Passes the outcome of a message to the observers.</summary>
    public void Notify(MessageContext context, MessageOutcome outcome)
    {
        foreach (IBatchObserver observer in observers)
        {
            try
            {
                observer.OnOutcome(context, outcome);
            }
            catch (Exception exception)
            {
                logger.LogError(
                    "An observer failed for message {messageId}: {reason}", LogText.OneLine(context.MessageId), LogText.OneLine(LogText.Of(exception)));
            }
        }
    }

    private void Notify(IdempotencyIncident incident, int count)
    {
        BatchMeter.Count(incident, count);
        foreach (IBatchObserver observer in observers)
        {
            try
            {
                observer.OnIncident(incident, count);
            }
            catch (Exception exception)
            {
                logger.LogError(
                    "An observer failed for {count} incidents ({incident}): {reason}", count, incident, LogText.OneLine(LogText.Of(exception)));
            }
        }
    }
}
