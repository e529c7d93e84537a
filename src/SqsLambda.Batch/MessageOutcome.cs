using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch;

/// <summary>The outcome of one message in one invocation. There are no other outcomes than the nested types.</summary>
public abstract record MessageOutcome
{
    private MessageOutcome(bool isDone) => IsDone = isDone;

    /// <summary>
    /// Whether the message is done, so that Lambda deletes it. A message that is not done is listed in <c>batchItemFailures</c> and comes back
    /// when its visibility timeout ends.
    /// </summary>
    public bool IsDone { get; }

    /// <summary>The handler ran and completed.</summary>
    public sealed record Succeeded : MessageOutcome
    {
        internal static readonly Succeeded Instance = new();

        private Succeeded()
            : base(isDone: true)
        {
        }
    }

    /// <summary>A message with the same idempotency key was done earlier, in this batch or in another one. The handler was not called.</summary>
    public sealed record Duplicate : MessageOutcome
    {
        internal static readonly Duplicate Instance = new(hasOtherBody: false);
        internal static readonly Duplicate WithOtherBody = new(hasOtherBody: true);

        private Duplicate(bool hasOtherBody)
            : base(isDone: true) => HasOtherBody = hasOtherBody;

        /// <summary>
        /// Whether the body differs from the body that was processed. The difference is harmless if a producer resends the message with another
        /// timestamp. But if two different messages have the same key by mistake, the second one is lost. See
        /// <see cref="Idempotency.IdempotencyOptions{TMessage}.PayloadOf"/>.
        /// </summary>
        public bool HasOtherBody { get; }
    }

    /// <summary>The reader discarded the message, because it needs no handling.</summary>
    /// <param name="Reason">Why, in one line.</param>
    public sealed record Discarded(string Reason) : MessageOutcome(isDone: true);

    /// <summary>The message failed and may succeed when it comes back.</summary>
    /// <param name="Reason">Why the message failed: the text of the exception, if there is one.</param>
    /// <param name="Exception">The exception, if there is one.</param>
    public sealed record Failed(string Reason, Exception? Exception = null) : MessageOutcome(isDone: false);

    /// <summary>
    /// The handler did not complete before the invocation had to answer, or it stopped because it was cancelled, or its enlisted work was not
    /// confirmed in time. The message may have had its effect, and the handler may still run.
    /// </summary>
    public sealed record NotFinished : MessageOutcome
    {
        internal static readonly NotFinished Instance = new("The handler did not finish before the invocation had to answer.");

        private NotFinished(string reason)
            : base(isDone: false) => Reason = reason;

        /// <summary>Why the message comes back, in one line.</summary>
        public string Reason { get; }

        internal static NotFinished Unconfirmed(string? reason) => new(
            $"Its enlisted work is not confirmed, and the next delivery finds out whether it was done: {(reason ?? "the idempotency store did not answer in time").TrimEnd('.')}.");
    }

    /// <summary>The message can never succeed.</summary>
    /// <param name="Kind">Why the message failed, as a value for programs.</param>
    /// <param name="Reason">Why the message failed, in one line. It contains no part of the body.</param>
    /// <param name="Exception">The exception of the handler, if there is one.</param>
    public sealed record PermanentlyFailed(PermanentFailureKind Kind, string Reason, Exception? Exception = null) : MessageOutcome(isDone: false)
    {
        /// <summary>Why the message was not sent to the dead-letter queue; <see langword="null"/> if no attempt was made.</summary>
        public QueueFailure? DeadLetterFailure { get; init; }
    }

    /// <summary>The message can never succeed, and is now in the dead-letter queue.</summary>
    /// <param name="Kind">Why the message failed, as a value for programs.</param>
    /// <param name="Reason">Why the message failed, in one line. It contains no part of the body.</param>
    /// <param name="Exception">The exception of the handler, if there is one.</param>
    public sealed record DeadLettered(PermanentFailureKind Kind, string Reason, Exception? Exception = null) : MessageOutcome(isDone: true);

    /// <summary>Another invocation holds the claim on the message. It handles the message now, or it ended without settling the claim.</summary>
    /// <param name="LeaseEnd">When the lease of that invocation ends. After that, this message may be handled.</param>
    public sealed record InProgress(DateTimeOffset LeaseEnd) : MessageOutcome(isDone: false);

    /// <summary>The handler was not called.</summary>
    /// <param name="Reason">Why, in one line.</param>
    public sealed record NotAttempted(string Reason) : MessageOutcome(isDone: false)
    {
        internal NotAttemptedCause Cause { get; init; }
    }

    /// <summary>The handler was called and has not completed.</summary>
    internal sealed record Running : MessageOutcome
    {
        internal static readonly Running Instance = new();

        private Running()
            : base(isDone: false)
        {
        }
    }
}
