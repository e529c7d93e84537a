using System.Globalization;
using Amazon.Lambda.Core;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Logging;

namespace SqsLambda.Batch.Pipeline;

/// <summary>Describes outcomes. It is the only place that switches over all types of outcomes.</summary>
internal static class Outcomes
{
    private static readonly OutcomeDescription Succeeded = new(OutcomeKind.Succeeded, "succeeded", "succeeded");
    private static readonly OutcomeDescription Duplicate = new(OutcomeKind.Duplicate, "duplicate", "is a duplicate");

    private static readonly OutcomeDescription DuplicateWithOtherBody = Duplicate with
    {
        Kind = OutcomeKind.DuplicateWithOtherBody,
        Level = LogLevel.Warning,
        Reason = "Its body differs from the body that was processed under the same idempotency key. Check that the key names the effect.",
    };

    /// <summary>Describes an outcome for logs, metrics, traces and retries.</summary>
    public static OutcomeDescription Describe(MessageOutcome outcome) => outcome switch
    {
        MessageOutcome.Succeeded => Succeeded,
        MessageOutcome.Duplicate duplicate => duplicate.HasOtherBody ? DuplicateWithOtherBody : Duplicate,
        MessageOutcome.Discarded discarded => new(OutcomeKind.Discarded, "discarded", "was discarded")
        {
            Level = LogLevel.Information,
            Reason = discarded.Reason,
        },
        MessageOutcome.Failed failed => new(OutcomeKind.Failed, "failed", "failed")
        {
            Level = LogLevel.Error,
            Reason = failed.Reason,
            Exception = failed.Exception,
            ErrorType = failed.Exception?.GetType().FullName ?? nameof(MessageOutcome.Failed),
            Share = FullFailureShare.Failed,
            Retry = RetryKind.Backoff,
            RetryAfter = (failed.Exception as DependencyUnavailableException)?.RetryAfter,
        },
        MessageOutcome.NotFinished notFinished => new(OutcomeKind.Failed, "not_finished", "failed")
        {
            Level = LogLevel.Error,
            Reason = notFinished.Reason,
            ErrorType = nameof(MessageOutcome.NotFinished),
            Share = FullFailureShare.Failed,
        },
        MessageOutcome.PermanentlyFailed failed => new(OutcomeKind.PermanentlyFailed, "permanently_failed", "failed permanently")
        {
            Level = LogLevel.Error,
            Reason = failed.DeadLetterFailure is { } failure ? $"{failed.Reason} It was not sent to the dead-letter queue: {failure}" : failed.Reason,
            ErrorType = ErrorTypeOf(failed.Kind, failed.Exception),
            Share = FullFailureShare.Failed,
            Retry = RetryKind.Backoff,
        },
        MessageOutcome.DeadLettered dead => new(OutcomeKind.DeadLettered, "dead_lettered", "failed permanently and was sent to the dead-letter queue")
        {
            Level = LogLevel.Error,
            Reason = dead.Reason,
            ErrorType = ErrorTypeOf(dead.Kind, dead.Exception),
        },
        MessageOutcome.InProgress inProgress => new(OutcomeKind.InProgress, "in_progress", "is in progress in another invocation")
        {
            Level = LogLevel.Information,
            Reason = string.Create(CultureInfo.InvariantCulture, $"The lease of that invocation ends at {inProgress.LeaseEnd:O}."),
            Retry = RetryKind.LeaseEnd,
            LeaseEnd = inProgress.LeaseEnd,
        },
        MessageOutcome.NotAttempted notAttempted => new(OutcomeKind.NotAttempted, "not_attempted", "was not attempted")
        {
            Level = LogLevel.Warning,
            Reason = notAttempted.Reason,
            Share = notAttempted.Cause == NotAttemptedCause.Other ? FullFailureShare.None : FullFailureShare.Follows,
            Retry = notAttempted.Cause == NotAttemptedCause.Outage ? RetryKind.Outage : RetryKind.VisibilityTimeout,
        },
        _ => throw new InvalidOperationException($"The outcome {outcome.GetType().Name} is not possible at the end of a batch."),
    };

    /// <summary>
    /// Returns the outcome of a later message of the batch that has the same key. The later message was not compared with the record. If it equals a
    /// duplicate with another body, it is also such a duplicate. If it differs from that duplicate, it may be one.
    /// </summary>
    /// <param name="first">The outcome of the earlier message.</param>
    /// <param name="bodyDiffers">Whether the messages were compared by their bodies and differ.</param>
    /// <param name="payloadDiffers">
    /// Whether the messages were compared by <see cref="Idempotency.IdempotencyOptions{TMessage}.PayloadOf"/> and differ.
    /// </param>
    public static MessageOutcome OfLaterMessage(MessageOutcome first, bool bodyDiffers, bool payloadDiffers) => first switch
    {
        { IsDone: false } or MessageOutcome.DeadLettered when payloadDiffers => IsOutage(first) ? first : Reasons.EarlierOfKey,
        MessageOutcome.DeadLettered dead => new MessageOutcome.PermanentlyFailed(dead.Kind, dead.Reason, dead.Exception),
        MessageOutcome.PermanentlyFailed failed => failed with { DeadLetterFailure = null },
        MessageOutcome.NotAttempted => IsOutage(first) ? first : Reasons.EarlierOfKey,
        { IsDone: false } => first,
        _ when payloadDiffers => Reasons.PayloadMismatch,
        _ => bodyDiffers || first is MessageOutcome.Duplicate { HasOtherBody: true } ? MessageOutcome.Duplicate.WithOtherBody : MessageOutcome.Duplicate.Instance,
    };

    /// <summary>Returns the outcome for an exception of the user's code.</summary>
    public static MessageOutcome OfException(Exception exception) => exception is PermanentFailureException
        ? new MessageOutcome.PermanentlyFailed(PermanentFailureKind.PermanentFailureException, exception.Message, exception)
        : new MessageOutcome.Failed($"{exception.GetType().Name}: {LogText.Of(exception)}", exception);

    /// <summary>Returns the outcome of a message whose key another invocation holds.</summary>
    /// <param name="now">The time now.</param>
    /// <param name="remaining">The time until the lease ends. Without an end, as in a record of another program, it ends with the calendar.</param>
    public static MessageOutcome InProgress(DateTimeOffset now, TimeSpan remaining) => new MessageOutcome.InProgress(
        remaining < TimeSpan.Zero ? now : remaining < DateTimeOffset.MaxValue - now ? now + remaining : DateTimeOffset.MaxValue);

    /// <summary>Returns the outcome of a message whose handler succeeded, from the answer to its completion with enlisted work.</summary>
    public static MessageOutcome OfEnlistedWork(SettlementResult result, DateTimeOffset now) => result switch
    {
        { Status: SettlementStatus.Settled } => MessageOutcome.Succeeded.Instance,
        { Status: SettlementStatus.LeaseLost, Found: { Status: ClaimStatus.Completed } } => MessageOutcome.Duplicate.Instance,
        { Status: SettlementStatus.LeaseLost, Found: { Status: ClaimStatus.InProgress } found } => InProgress(now, found.LeaseRemaining),
        { Status: SettlementStatus.LeaseLost } => Reasons.ClaimLost,
        { Status: SettlementStatus.Refused } => new MessageOutcome.Failed(
            $"Its enlisted work was not done: {(result.Reason ?? "the idempotency store refused it").TrimEnd('.')}."),
        _ => MessageOutcome.NotFinished.Unconfirmed(result.Reason),
    };

    private static bool IsOutage(MessageOutcome outcome) => outcome is MessageOutcome.NotAttempted { Cause: NotAttemptedCause.Outage };

    private static string ErrorTypeOf(PermanentFailureKind kind, Exception? exception) => exception?.GetType().FullName ?? $"{kind}";
}
