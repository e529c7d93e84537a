using SqsLambda.Batch.Failures;

namespace SqsLambda.Batch.Pipeline;

/// <summary>The outcomes that the engine sets without calling the handler, with their reasons.</summary>
internal static class Reasons
{
    public static readonly MessageOutcome.PermanentlyFailed NoBody =
        new(PermanentFailureKind.Unparseable, "The body is empty.");

    public static readonly MessageOutcome.PermanentlyFailed NoKey =
        new(PermanentFailureKind.NoKey, "The message has no idempotency key.");

    public static readonly MessageOutcome.PermanentlyFailed PayloadMismatch =
        new(PermanentFailureKind.PayloadMismatch, "A message with the same idempotency key but a different payload was processed before.");

    public static readonly MessageOutcome.NotAttempted EarlierOfGroup =
        new("An earlier message of its message group did not succeed.") { Cause = NotAttemptedCause.EarlierMessage };

    public static readonly MessageOutcome.NotAttempted EarlierOfKey =
        new("An earlier message of the batch with the same idempotency key did not succeed.") { Cause = NotAttemptedCause.EarlierMessage };

    public static readonly MessageOutcome.NotAttempted Outage =
        new("A dependency of the handlers failed for earlier messages.") { Cause = NotAttemptedCause.Outage };

    public static readonly MessageOutcome.NotAttempted NoTimeLeft =
        new("The invocation ran out of time before the message could start.");

    public static readonly MessageOutcome.NotAttempted NoTimeGiven =
        new("The invocation has no time: RemainingTime is 0. In a test, set TestLambdaContext.RemainingTime.");

    public static readonly MessageOutcome.NotAttempted Fault =
        new("The batch processor failed before the message could start.");

    public static readonly MessageOutcome.Failed ClaimLost =
        new("Its claim was gone before its enlisted work could be done, so nothing of it was done.");

    public const string NoIdempotency = "Nothing can be enlisted, because idempotency is off.";

    public const string StoreWithoutWork =
        "Nothing can be enlisted, because the idempotency store cannot do it. Use one that can, such as a DynamoDB table (IDEMPOTENCY_TABLE).";

    public const string NoClaimForWork =
        "Nothing can be enlisted, because the message runs without a claim: the idempotency store is down, and its policy is Process.";

    private static readonly MessageOutcome.NotAttempted NoClaim =
        new("The idempotency store did not grant its claim.");

    public static MessageOutcome.NotAttempted StoreUnavailable(string? reason) =>
        reason is null ? NoClaim : new($"The idempotency store did not grant its claim: {reason}.");
}
