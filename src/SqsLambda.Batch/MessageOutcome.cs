using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch;

/// <summary>What happened to one message in one invocation: a closed set.</summary>
public abstract record MessageOutcome
{
    private MessageOutcome(bool isDone) => IsDone = isDone;

    /// <summary>
    /// Whether SQS may delete the message. Every other message is listed in <c>batchItemFailures</c> and comes back when its visibility timeout
    /// ends.
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
        /// Whether its body differs from the body that was processed. A resent message often has another timestamp; but if the key does not
        /// name the effect, the message is lost. See <see cref="Idempotency.IdempotencyOptions{TMessage}.PayloadOf"/>.
        /// </summary>
        public bool HasOtherBody { get; }
    }

    /// <summary>The reader discarded the message: it needs no handling.</summary>
    /// <param name="Reason">Why, in one line.</param>
    public sealed record Discarded(string Reason) : MessageOutcome(isDone: true);

    /// <summary>The message failed and may succeed when it comes back.</summary>
    /// <param name="Reason">Why: the text of the exception, if there is one.</param>
    /// <param name="Exception">The exception, if there is one.</param>
    public sealed record Failed(string Reason, Exception? Exception = null) : MessageOutcome(isDone: false);

    /// <summary>
    /// The handler had not completed when the invocation had to answer, or it ended because it was cancelled. It may have had its effect, and it
    /// may still run.
    /// </summary>
    public sealed record NotFinished : MessageOutcome
    {
        internal static readonly NotFinished Instance = new();

        private NotFinished()
            : base(isDone: false)
        {
        }

        /// <summary>Why the message comes back, in one line.</summary>
        public string Reason { get; } = "The handler did not finish before the invocation had to answer.";
    }

    /// <summary>The message can never succeed.</summary>
    /// <param name="Kind">Why, for programs.</param>
    /// <param name="Reason">Why, in one line, without any part of the body.</param>
    /// <param name="Exception">The exception of the handler, if there is one.</param>
    public sealed record PermanentlyFailed(PermanentFailureKind Kind, string Reason, Exception? Exception = null) : MessageOutcome(isDone: false)
    {
        /// <summary>Why it was not sent to the dead-letter queue; <see langword="null"/> if that was not tried.</summary>
        public QueueFailure? DeadLetterFailure { get; init; }
    }

    /// <summary>The message can never succeed, and is now in the dead-letter queue.</summary>
    /// <param name="Kind">Why, for programs.</param>
    /// <param name="Reason">Why, in one line, without any part of the body.</param>
    /// <param name="Exception">The exception of the handler, if there is one.</param>
    public sealed record DeadLettered(PermanentFailureKind Kind, string Reason, Exception? Exception = null) : MessageOutcome(isDone: true);

    /// <summary>Another invocation handles the message, or it did and ended without saying how.</summary>
    /// <param name="LeaseEnd">When the lease of that invocation ends and this message may be handled.</param>
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
