namespace SqsLambda.Batch;

/// <summary>Step 3: of the records with one key, the first runs and the others share its outcome.</summary>
internal static class Coalescer
{
    /// <summary>Where idempotency is off, the message id is the key: one message that is delivered twice in one batch runs once.</summary>
    public static void Coalesce<TMessage>(MessageBatch<TMessage> batch, bool byIdempotencyKey)
    {
        if (batch.Slots.Length < 2)
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

    private static void Coalesce<TMessage, TKey>(MessageBatch<TMessage> batch, Func<MessageContext, TKey> keyOf, TKey none)
        where TKey : IEquatable<TKey>
    {
        var slots = batch.Slots;
        var firstByKey = new Dictionary<TKey, int>(slots.Length);
        for (int i = 0; i < slots.Length; i++)
        {
            ref MessageSlot<TMessage> slot = ref slots[i];
            if (slot.Outcome is not null)
            {
                continue;
            }

            TKey key = keyOf(slot.Context);
            if (!key.Equals(none) && !firstByKey.TryAdd(key, i))
            {
                slot.Leader = firstByKey[key];
            }
        }
    }
}
