using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Batch;

/// <summary>The records of one invocation.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
internal sealed class MessageBatch<TMessage>
{
    private static readonly SQSEvent.SQSMessage NoRecord = new();

    private readonly List<SQSEvent.SQSMessage?> _records;

    public MessageBatch(List<SQSEvent.SQSMessage?> records, ILambdaLogger logger)
    {
        _records = records;
        Slots = new MessageSlot<TMessage>[records.Count];
        for (int i = 0; i < Slots.Length; i++)
        {
            ref MessageSlot<TMessage> slot = ref Slots[i];
            slot.Leader = i;
            slot.Context = new MessageContext(records[i] ?? NoRecord, logger);
            IsFifo |= slot.Context.IsFifo;
        }
    }

    public MessageSlot<TMessage>[] Slots { get; }

    /// <summary>Whether the records come from a FIFO queue.</summary>
    public bool IsFifo { get; }

    /// <summary>The payload hash of each record, where idempotency is on.</summary>
    public UInt128[] Payloads { get; set; } = [];

    public string? BodyOf(int index) => _records[index]?.Body;

    /// <summary>Decides a record by the outcome of the earlier one that has the same key.</summary>
    public void ShareLeadersOutcome(int index)
    {
        ref MessageSlot<TMessage> slot = ref Slots[index];
        MessageOutcome outcome = Slots[slot.Leader].Outcome ?? throw new InvalidOperationException("The leader of a record was never decided.");
        if (outcome.IsDone)
        {
            outcome = Payloads.Length == 0 || Payloads[index] == Payloads[slot.Leader]
                ? MessageOutcome.Duplicate.Instance
                : Reasons.PayloadMismatch;
        }

        slot.TryDecide(outcome);
    }

    /// <summary>Decides every record of which nothing is known.</summary>
    public void DecideRest(MessageOutcome outcome)
    {
        foreach (ref MessageSlot<TMessage> slot in Slots.AsSpan())
        {
            slot.TryDecide(outcome);
        }
    }
}
