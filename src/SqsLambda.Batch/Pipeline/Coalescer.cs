using System.Buffers;
using System.Numerics;

namespace SqsLambda.Batch.Pipeline;

/// <summary>Step 3: if several records have the same key, only the first is handled, and the others share its outcome.</summary>
internal static class Coalescer
{
    /// <summary>Without idempotency the message id is the key, so a message that is twice in a batch is handled once.</summary>
    public static void Coalesce<TMessage>(MessageBatch<TMessage> batch, bool byIdempotencyKey)
    {
        if (batch.Count < 2)
        {
            return;
        }

        if (byIdempotencyKey)
        {
            Coalesce(batch, static context => context.Key, none: null);
        }
        else
        {
            Coalesce(batch, static context => context.MessageId, none: "");
        }
    }

    /// <summary>
    /// Finds the first record of each key with a hash table in a rented array. For a large batch a dictionary would be on the large object heap.
    /// </summary>
    private static void Coalesce<TMessage, TKey>(MessageBatch<TMessage> batch, Func<MessageContext, TKey?> keyOf, TKey? none)
        where TKey : class, IEquatable<TKey>
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)batch.Count * 2);
        int[] firstPlusOne = ArrayPool<int>.Shared.Rent(size);
        firstPlusOne.AsSpan(0, size).Clear();
        foreach (MessageState<TMessage> state in batch.States)
        {
            if (state.Outcome is not null || keyOf(state.Context) is not { } key || key.Equals(none))
            {
                continue;
            }

            int place = key.GetHashCode() & (size - 1);
            while (firstPlusOne[place] is > 0 and int taken && !key.Equals(keyOf(batch[taken - 1].Context)))
            {
                place = (place + 1) & (size - 1);
            }

            if (firstPlusOne[place] == 0)
            {
                firstPlusOne[place] = state.Index + 1;
            }

            state.Leader = firstPlusOne[place] - 1;
        }

        ArrayPool<int>.Shared.Return(firstPlusOne);
    }
}
