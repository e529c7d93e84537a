using SqsLambda.Batch.Failures;

namespace SqsLambda.Batch;

/// <summary>What became of one message in one invocation: a closed set.</summary>
public abstract record MessageOutcome
{
    private MessageOutcome(bool isDone) => IsDone = isDone;

    /// <summary>
    /// Whether the message is known to be done, so that SQS may delete it: it ran, it had run before, or it is in the dead-letter queue. Every other message is listed in
    /// <c>batchItemFailures</c> and becomes visible again when its visibility timeout ends.
    /// </summary>
    public bool IsDone { get; }

    /// <summary>What an exception out of the user's code makes of a message.</summary>
    internal static MessageOutcome Of(Exception exception) => exception is PermanentFailureException
        ? new PermanentlyFailed(PermanentFailureKind.PermanentFailureException, exception.Message, exception)
        : new Failed(TextOf(exception), exception);

    /// <summary>An exception of the user's may even fail to say what it is.</summary>
    private static string TextOf(Exception exception)
    {
        try
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
        catch (Exception)
        {
            return exception.GetType().Name;
        }
    }

    /// <summary>The handler ran and completed.</summary>
    public sealed record Succeeded : MessageOutcome
    {
        internal static readonly Succeeded Instance = new();

        private Succeeded()
            : base(isDone: true)
        {
        }
    }

    /// <summary>An earlier delivery, or another record of this batch with the same idempotency key, was done.</summary>
    public sealed record Duplicate : MessageOutcome
    {
        internal static readonly Duplicate Instance = new();

        private Duplicate()
            : base(isDone: true)
        {
        }
    }

    /// <summary>The message failed and may succeed when it comes back.</summary>
    /// <param name="Reason">Why: the text of the exception, where there is one.</param>
    /// <param name="Exception">What was thrown, if anything was.</param>
    public sealed record Failed(string Reason, Exception? Exception = null) : MessageOutcome(isDone: false);

    /// <summary>
    /// The handler was called and had not completed when the invocation had to answer, or broke off at its cancellation: it may have had its
    /// effect, and may still run.
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
    /// <param name="Exception">What the handler threw, if it threw.</param>
    public sealed record PermanentlyFailed(PermanentFailureKind Kind, string Reason, Exception? Exception = null) : MessageOutcome(isDone: false)
    {
        /// <summary>Why it could not be sent to the dead-letter queue; <see langword="null"/> where that was not tried.</summary>
        public QueueFailure? NotSent { get; init; }
    }

    /// <summary>The message can never succeed, and is in the dead-letter queue now.</summary>
    /// <param name="Kind">Why, for programs.</param>
    /// <param name="Reason">Why, in one line, without any part of the body.</param>
    /// <param name="Exception">What the handler threw, if it threw.</param>
    public sealed record DeadLettered(PermanentFailureKind Kind, string Reason, Exception? Exception = null) : MessageOutcome(isDone: true);

    /// <summary>Another delivery of the message is running, or was when its invocation broke off.</summary>
    /// <param name="LeaseEnd">When that delivery's lease ends and this message may run.</param>
    public sealed record InProgress(DateTimeOffset LeaseEnd) : MessageOutcome(isDone: false);

    /// <summary>The handler was never called.</summary>
    /// <param name="Reason">Why, in one line.</param>
    public sealed record NotAttempted(string Reason) : MessageOutcome(isDone: false);

    /// <summary>The handler has been called and has not completed.</summary>
    internal sealed record Running : MessageOutcome
    {
        internal static readonly Running Instance = new();

        private Running()
            : base(isDone: false)
        {
        }
    }
}
