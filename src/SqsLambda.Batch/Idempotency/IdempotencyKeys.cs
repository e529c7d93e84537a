using System.Buffers;
using System.Text;
using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Idempotency;

/// <summary>Step 2: computes the key of each message, and the hash for comparing messages with the same key.</summary>
internal sealed class IdempotencyKeys<TMessage>(IdempotencyOptions<TMessage> options)
{
    /// <param name="batch">The batch.</param>
    /// <param name="stop">Cancelled when no time is left: the rest of the batch is then returned without a key.</param>
    public void Compute(MessageBatch<TMessage> batch, CancellationToken stop)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        foreach (MessageState<TMessage> state in batch.States)
        {
            if (stop.IsCancellationRequested)
            {
                batch.DecideRest(Reasons.NoTimeLeft);
                return;
            }

            if (state.Outcome is not null)
            {
                continue;
            }

            try
            {
                string? key = options.Key(state.Message!, state.Context);
                if (string.IsNullOrWhiteSpace(key))
                {
                    state.TryDecide(Reasons.NoKey);
                    continue;
                }

                state.Context.Key = new(options.KeyPrefix, key);
                state.Payload = HashPayload(state, buffer);
            }
            catch (Exception exception)
            {
                state.Context.Key = null;
                state.TryDecide(Outcomes.OfException(exception));
            }
        }
    }

    private PayloadHash HashPayload(MessageState<TMessage> state, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        Encoding.UTF8.GetBytes(options.PayloadOf is { } payloadOf ? payloadOf(state.Message!) ?? "" : state.Context.Body!, buffer);
        return options.PayloadOf is null ? PayloadHash.OfBody(buffer.WrittenSpan) : PayloadHash.OfPayload(buffer.WrittenSpan);
    }
}
