using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SqsLambda.Batch.Idempotency;

/// <summary>Step 2: the hashes by which a message and its payload are known again.</summary>
/// <param name="options">The key and its prefix.</param>
/// <param name="json">How bodies are read.</param>
/// <remarks>
/// The key's hash is cryptographic, since it alone stands for the key. The payload's only has to tell two messages under one key apart,
/// so it is a fast one.
/// </remarks>
internal sealed class IdempotencyKeys<TMessage>(IdempotencyOptions<TMessage> options, JsonSerializerOptions json)
{
    private readonly JsonReaderOptions _readerOptions = new()
    {
        AllowTrailingCommas = json.AllowTrailingCommas,
        CommentHandling = json.ReadCommentHandling,
        MaxDepth = json.MaxDepth,
    };

    public void Compute(MessageBatch<TMessage> batch)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
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
                batch.Payloads[i] = HashPayload(slot.Context.Body!, buffer);
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

    private UInt128 HashPayload(string body, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        Encoding.UTF8.GetBytes(body, buffer);
        return PayloadHash.Of(buffer.WrittenSpan, _readerOptions);
    }
}
