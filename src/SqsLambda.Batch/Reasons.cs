using SqsLambda.Batch.Failures;

namespace SqsLambda.Batch;

/// <summary>Why a message comes back that no handler of the user's decided.</summary>
internal static class Reasons
{
    public static readonly MessageOutcome.PermanentlyFailed NoKey =
        new(PermanentFailureKind.NoKey, "The message has no idempotency key.");

    public static readonly MessageOutcome.PermanentlyFailed PayloadMismatch =
        new(PermanentFailureKind.PayloadMismatch, "Another message with the same idempotency key and another payload was processed before.");

    public static readonly MessageOutcome.NotAttempted EarlierOfGroup =
        new("An earlier message of its message group did not succeed.");

    public static readonly MessageOutcome.NotAttempted EarlierOfKey =
        new("An earlier message of the batch with the same idempotency key did not succeed.");

    public static readonly MessageOutcome.NotAttempted DependencyUnavailable =
        new("Something that the handlers need is down, as messages before it found out.");

    public static readonly MessageOutcome.NotAttempted NoTimeLeft =
        new("The time of the invocation ran out before the message could start.");

    public static readonly MessageOutcome.NotAttempted NoTimeGiven =
        new("Lambda gave the invocation no time: RemainingTime was 0. In a test, set TestLambdaContext.RemainingTime.");

    public static readonly MessageOutcome.NotAttempted Fault =
        new("The batch processor failed before the message could start.");

    private static readonly MessageOutcome.NotAttempted NoClaim =
        new("The idempotency store could not grant its claim, and nothing runs without its protection.");

    public static MessageOutcome.NotAttempted StoreUnavailable(string? reason) =>
        reason is null ? NoClaim : new($"The idempotency store could not grant its claim, and nothing runs without its protection: {reason}.");
}
