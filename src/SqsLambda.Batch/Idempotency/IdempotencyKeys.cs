using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SqsLambda.Batch.Idempotency;

/// <summary>Step 2: the hashes by which a message and its payload are known again.</summary>
/// <remarks>
/// The key's hash is cryptographic, since it alone stands for the key. The payload's only has to tell two messages under one key apart,
/// so it is a fast one. A payload is hashed as the message type writes it, so that neither white space, nor the order of members, nor one
/// that the type does not know makes the message another one.
/// </remarks>
internal sealed class IdempotencyKeys<TMessage>(IdempotencyOptions<TMessage> options, JsonTypeInfo<TMessage> messageType)
{
    private readonly bool _isCanonicalJsonNeeded = CanonicalJson.IsNeededFor(messageType);

    public void Compute(MessageBatch<TMessage> batch)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        batch.Payloads = new UInt128[batch.Count];
        for (int i = 0; i < batch.Count; i++)
        {
            ref MessageSlot<TMessage> slot = ref batch[i];
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

                slot.Context.Key = HashKey(key, buffer, sha256);
                batch.Payloads[i] = HashPayload(slot.Message!, buffer, writer);
            }
            catch (Exception exception)
            {
                slot.TryDecide(MessageOutcome.Of(exception));
            }
        }
    }

    private Sha256Digest HashKey(string key, ArrayBufferWriter<byte> buffer, IncrementalHash sha256)
    {
        buffer.ResetWrittenCount();
        Encoding.UTF8.GetBytes(options.KeyPrefix, buffer);
        buffer.Write("#"u8);
        Encoding.UTF8.GetBytes(key, buffer);
        return Sha256Digest.Of(buffer.WrittenSpan, sha256);
    }

    private UInt128 HashPayload(TMessage message, ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
    {
        buffer.ResetWrittenCount();
        writer.Reset();
        JsonSerializer.Serialize(writer, message, messageType);
        writer.Flush();
        return XxHash128.HashToUInt128(_isCanonicalJsonNeeded ? Canonical(buffer.WrittenMemory) : buffer.WrittenSpan);
    }

    private static ReadOnlySpan<byte> Canonical(ReadOnlyMemory<byte> json)
    {
        var sorted = new ArrayBufferWriter<byte>(json.Length + 1);
        using (var writer = new Utf8JsonWriter(sorted))
        {
            CanonicalJson.Write(json, writer);
        }

        return sorted.WrittenSpan;
    }
}
