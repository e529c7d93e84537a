using System.Diagnostics;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Pipeline;

/// <summary>The state of one record of a batch. The outcome can be set from several threads, and a final outcome does not change.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
internal sealed class MessageState<TMessage>(MessageContext context, int index)
{
    private MessageOutcome? _outcome;
    private Activity? _activity;

    public MessageContext Context { get; } = context;

    /// <summary>The index of the record in the batch.</summary>
    public int Index { get; } = index;

    public TMessage? Message { get; set; }

    /// <summary>The hash for comparing this message with another message that has the same key.</summary>
    public PayloadHash Payload { get; set; }

    /// <summary>The index of the first record of the batch with the same key. That record is handled, and the others share its outcome.</summary>
    public int Leader { get; set; } = index;

    /// <summary>Whether this invocation holds the claim on the message's key, or may hold it because the store did not answer.</summary>
    public bool IsClaimed { get; set; }

    /// <summary>
    /// The enlisted work that the store is doing, after the handler succeeded. Until the store has answered, the message counts as running.
    /// </summary>
    public EnlistedWork? Confirming { get; set; }

    /// <summary>When the handler was called, as a timestamp of the clock; <see langword="null"/> if it was not called.</summary>
    public long? CalledAt { get; set; }

    /// <summary>Whether the handler has returned its task. Then it no longer blocks the thread.</summary>
    public bool HasReturned { get; set; }

    /// <summary>The outcome so far; <see langword="null"/> if there is none yet.</summary>
    public MessageOutcome? Outcome => Volatile.Read(ref _outcome);

    public bool IsFollower => Leader != Index;

    /// <summary>The span of the handler, until <see cref="TakeActivity"/> takes it.</summary>
    public Activity? Activity
    {
        set => Volatile.Write(ref _activity, value);
    }

    public Activity? TakeActivity() => Volatile.Read(ref _activity) is null ? null : Interlocked.Exchange(ref _activity, null);

    /// <summary>Marks the message as running, unless it has an outcome.</summary>
    public bool TryStart() => TryMove(null, MessageOutcome.Running.Instance);

    /// <summary>Sets the outcome of the handler, unless the invocation has already answered.</summary>
    public bool TryFinish(MessageOutcome outcome) => TryMove(MessageOutcome.Running.Instance, outcome);

    /// <summary>Sets the outcome of a message that has not started and has no outcome yet.</summary>
    public bool TryDecide(MessageOutcome outcome) => TryMove(null, outcome);

    /// <summary>Records that the message is in the dead-letter queue, unless the invocation has already answered.</summary>
    public bool TryDeadLetter(MessageOutcome.PermanentlyFailed failed) =>
        TryMove(failed, new MessageOutcome.DeadLettered(failed.Kind, failed.Reason, failed.Exception));

    /// <summary>Records why the message was not sent to the dead-letter queue.</summary>
    public void NotDeadLettered(MessageOutcome.PermanentlyFailed failed, QueueFailure failure) =>
        TryMove(failed, failed with { DeadLetterFailure = failure });

    /// <summary>Makes the outcome final. Handlers and calls that end later do not change it.</summary>
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
