using System.Diagnostics;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Pipeline;

/// <summary>One record of a batch on its way through the steps. Its outcome moves forward only, and safely from several threads.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
internal sealed class MessageState<TMessage>(MessageContext context, int index)
{
    private MessageOutcome? _outcome;
    private Activity? _activity;

    public MessageContext Context { get; } = context;

    /// <summary>Its place in the batch.</summary>
    public int Index { get; } = index;

    public TMessage? Message { get; set; }

    /// <summary>By what it is compared with another message that has its key.</summary>
    public PayloadHash Payload { get; set; }

    /// <summary>The index of the first record of the batch with the same key. That record is handled, and the others share its outcome.</summary>
    public int Leader { get; set; } = index;

    /// <summary>Whether this invocation holds the claim on the message's key, or may hold it.</summary>
    public bool IsClaimed { get; set; }

    /// <summary>When its handler was called, as a timestamp of the clock; 0 if it was not.</summary>
    public long CalledAt { get; set; }

    /// <summary>Whether its handler has returned a task, and so given its thread back.</summary>
    public bool HasReturned { get; set; }

    /// <summary><see langword="null"/> until something is known.</summary>
    public MessageOutcome? Outcome => Volatile.Read(ref _outcome);

    public bool IsFollower => Leader != Index;

    /// <summary>The span of its handling, until somebody takes it to end it.</summary>
    public Activity? Activity
    {
        set => Volatile.Write(ref _activity, value);
    }

    public Activity? TakeActivity() => Volatile.Read(ref _activity) is null ? null : Interlocked.Exchange(ref _activity, null);

    /// <summary>Takes the message for its handler, unless something is known about it.</summary>
    public bool TryStart() => TryMove(null, MessageOutcome.Running.Instance);

    /// <summary>Says how the handler ended, unless the invocation has answered without waiting for it.</summary>
    public bool TryFinish(MessageOutcome outcome) => TryMove(MessageOutcome.Running.Instance, outcome);

    /// <summary>Decides a message that has not started.</summary>
    public bool TryDecide(MessageOutcome outcome) => TryMove(null, outcome);

    /// <summary>Says that the message is in the dead-letter queue, unless the invocation has answered without waiting for that.</summary>
    public bool TryDeadLetter(MessageOutcome.PermanentlyFailed failed) =>
        TryMove(failed, new MessageOutcome.DeadLettered(failed.Kind, failed.Reason, failed.Exception));

    /// <summary>Says why the message is not in the dead-letter queue.</summary>
    public void NotDeadLettered(MessageOutcome.PermanentlyFailed failed, QueueFailure failure) =>
        TryMove(failed, failed with { DeadLetterFailure = failure });

    /// <summary>Makes the outcome final: nothing that ends later changes it.</summary>
    public MessageOutcome Conclude()
    {
        while (true)
        {
            MessageOutcome? known = Outcome;
            MessageOutcome final = known switch
            {
                null => Reasons.Fault,
                MessageOutcome.Running => MessageOutcome.NotFinished.Instance,
                MessageOutcome.PermanentlyFailed failed => failed with { },
                _ => known,
            };
            if (ReferenceEquals(known, final) || TryMove(known, final))
            {
                return final;
            }
        }
    }

    private bool TryMove(MessageOutcome? from, MessageOutcome to) =>
        ReferenceEquals(Interlocked.CompareExchange(ref _outcome, to, from), from);
}
