using System.Buffers;
using System.Numerics;

namespace SqsLambda.Batch;

/// <summary>Step 3: of the records with one key, the first runs and the others share its outcome.</summary>
internal static class Coalescer
{
    /// <summary>Where idempotency is off, the message id is the key: one message that is delivered twice in one batch runs once.</summary>
    public static void Coalesce<TMessage>(MessageBatch<TMessage> batch, bool byIdempotencyKey)
    {
        if (batch.Count < 2)
        {
            return;
        }

        if (byIdempotencyKey)
        {
            Coalesce(batch, static context => context.Key, none: default);
        }
        else
        {
            Coalesce(batch, static context => context.MessageId, none: "");
        }
    }

    /// <summary>A hash table of the first record of each key, in a rented array: a dictionary of a large batch would be a large object.</summary>
    private static void Coalesce<TMessage, TKey>(MessageBatch<TMessage> batch, Func<MessageContext, TKey> keyOf, TKey none)
        where TKey : IEquatable<TKey>
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)batch.Count * 2);
        int[] firstPlusOne = ArrayPool<int>.Shared.Rent(size);
        firstPlusOne.AsSpan(0, size).Clear();
        for (int i = 0; i < batch.Count; i++)
        {
            ref MessageSlot<TMessage> slot = ref batch[i];
            if (slot.Outcome is not null || keyOf(slot.Context) is var key && key.Equals(none))
            {
                continue;
            }

            int place = key.GetHashCode() & (size - 1);
            while (firstPlusOne[place] is > 0 and int taken && !keyOf(batch[taken - 1].Context).Equals(key))
            {
                place = (place + 1) & (size - 1);
            }

            if (firstPlusOne[place] == 0)
            {
                firstPlusOne[place] = i + 1;
            }

            slot.Leader = firstPlusOne[place] - 1;
        }

        ArrayPool<int>.Shared.Return(firstPlusOne);
    }
}
