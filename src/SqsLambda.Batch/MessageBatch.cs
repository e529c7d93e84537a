using System.Buffers;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Batch;

/// <summary>The records of one invocation.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <remarks>
/// The slots of a large batch would be large objects, which only a full garbage collection frees, so they are rented. To be disposed when
/// no handler runs any more; otherwise they are left to the garbage collector.
/// </remarks>
internal sealed class MessageBatch<TMessage> : IDisposable
{
    private static readonly SQSEvent.SQSMessage NoRecord = new();

    private readonly MessageSlot<TMessage>[] _slots;

    public MessageBatch(List<SQSEvent.SQSMessage?> records, ILambdaLogger logger)
    {
        Count = records.Count;
        _slots = ArrayPool<MessageSlot<TMessage>>.Shared.Rent(records.Count);
        for (int i = 0; i < Count; i++)
        {
            _slots[i] = new() { Leader = i, Context = new MessageContext(records[i] ?? NoRecord, logger) };
            IsFifo |= _slots[i].Context.IsFifo;
        }
    }

    public int Count { get; }

    public Span<MessageSlot<TMessage>> Slots => _slots.AsSpan(0, Count);

    /// <summary>Whether the records come from a FIFO queue.</summary>
    public bool IsFifo { get; }

    /// <summary>The payload hash of each record, where idempotency is on.</summary>
    public UInt128[] Payloads { get; set; } = [];

    public ref MessageSlot<TMessage> this[int index] => ref _slots[index];

    /// <summary>Decides a record by the outcome of the earlier one that has the same key.</summary>
    public void ShareLeadersOutcome(int index)
    {
        ref MessageSlot<TMessage> slot = ref _slots[index];
        MessageOutcome outcome = _slots[slot.Leader].Outcome ?? throw new InvalidOperationException("The leader of a record was never decided.");
        bool isSamePayload = Payloads.Length == 0 || Payloads[index] == Payloads[slot.Leader];
        slot.TryDecide(outcome switch
        {
            MessageOutcome.DeadLettered dead when isSamePayload => new MessageOutcome.PermanentlyFailed(dead.Kind, dead.Reason, dead.Exception),
            MessageOutcome.DeadLettered => Reasons.EarlierOfKey,
            { IsDone: true } => isSamePayload ? MessageOutcome.Duplicate.Instance : Reasons.PayloadMismatch,
            MessageOutcome.NotAttempted => ReferenceEquals(outcome, Reasons.DependencyUnavailable) ? outcome : Reasons.EarlierOfKey,
            MessageOutcome.PermanentlyFailed failed when isSamePayload => failed with { NotSent = null },
            _ => isSamePayload ? outcome : Reasons.EarlierOfKey,
        });
    }

    /// <summary>Decides every record of which nothing is known.</summary>
    public void DecideRest(MessageOutcome outcome)
    {
        foreach (ref MessageSlot<TMessage> slot in Slots)
        {
            slot.TryDecide(outcome);
        }
    }

    public void Dispose() => ArrayPool<MessageSlot<TMessage>>.Shared.Return(_slots, clearArray: true);
}
