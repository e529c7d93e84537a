using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SqsLambda.Batch.Idempotency;

/// <summary>Step 2: the hashes by which a message and its payload are known again.</summary>
/// <remarks>
/// A payload is hashed as the message type writes it, so that neither white space, nor the order of fields, nor a field that the
/// type does not know makes the message another one.
/// </remarks>
internal sealed class IdempotencyKeys<TMessage>(IdempotencyOptions<TMessage> options, JsonTypeInfo<TMessage> messageType)
{
    public void Compute(MessageBatch<TMessage> batch)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        batch.Payloads = new Sha256Digest[batch.Slots.Length];
        for (int i = 0; i < batch.Slots.Length; i++)
        {
            ref MessageSlot<TMessage> slot = ref batch.Slots[i];
            if (slot.Outcome is not null)
            {
                continue;
            }

            try
            {
                string? key = options.Key(slot.Message!, slot.Context);
                if (string.IsNullOrWhiteSpace(key))
                {
                    slot.TryDecide(Reasons.NoKey);
                    continue;
                }

                slot.Context.Key = HashKey(key, buffer);
                batch.Payloads[i] = HashPayload(slot.Message!, buffer, writer);
            }
            catch (Exception exception)
            {
                slot.TryDecide(MessageOutcome.Of(exception));
            }
        }
    }

    private Sha256Digest HashKey(string key, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        Encoding.UTF8.GetBytes(options.KeyPrefix, buffer);
        buffer.Write("#"u8);
        Encoding.UTF8.GetBytes(key, buffer);
        return Sha256Digest.Of(buffer.WrittenSpan);
    }

    private Sha256Digest HashPayload(TMessage message, ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
    {
        buffer.ResetWrittenCount();
        writer.Reset();
        JsonSerializer.Serialize(writer, message, messageType);
        writer.Flush();
        return Sha256Digest.Of(buffer.WrittenSpan);
    }
}
