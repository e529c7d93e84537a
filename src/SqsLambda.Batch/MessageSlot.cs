using SqsLambda.Batch.Failures;

namespace SqsLambda.Batch;

/// <summary>One record of a batch on its way through the steps.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
internal struct MessageSlot<TMessage>
{
    public MessageContext Context;

    public TMessage? Message;

    /// <summary>The first record of the batch with the same key: shares its run and its outcome. A record's own index where it is the first.</summary>
    public int Leader;

    /// <summary>Whether this invocation holds the claim on the message's key, or may hold it.</summary>
    public bool IsClaimed;

    /// <summary>Whether its handler was called.</summary>
    public bool HasStarted;

    private MessageOutcome? _outcome;

    /// <summary><see langword="null"/> until something is known.</summary>
    public readonly MessageOutcome? Outcome => Volatile.Read(in _outcome);

    /// <summary>Takes the message for its handler, unless something is known of it.</summary>
    public bool TryStart()
    {
        if (Outcome is not null)
        {
            return false;
        }

        // Before the move: who sees that the handler has been called sees this, too.
        HasStarted = true;
        return HasStarted = TryMove(null, MessageOutcome.Running.Instance);
    }

    /// <summary>Says how the handler ended, unless the answer was given without waiting for it.</summary>
    public bool TryFinish(MessageOutcome outcome) => TryMove(MessageOutcome.Running.Instance, outcome);

    /// <summary>Says what is known of a message that has not started.</summary>
    public bool TryDecide(MessageOutcome outcome) => TryMove(null, outcome);

    /// <summary>Says that a message that failed permanently is in the dead-letter queue.</summary>
    public void DeadLetter()
    {
        if (Outcome is MessageOutcome.PermanentlyFailed failed)
        {
            TryMove(failed, new MessageOutcome.DeadLettered(failed.Kind, failed.Reason, failed.Exception));
        }
    }

    /// <summary>Says why a message that failed permanently could not be sent to the dead-letter queue.</summary>
    public void NotDeadLettered(QueueFailure why)
    {
        if (Outcome is MessageOutcome.PermanentlyFailed failed)
        {
            TryMove(failed, failed with { NotSent = why });
        }
    }

    private bool TryMove(MessageOutcome? from, MessageOutcome to) =>
        ReferenceEquals(Interlocked.CompareExchange(ref _outcome, to, from), from);
}
