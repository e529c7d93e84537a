using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Pipeline;

/// <summary>Step 1: reads the bodies. If a reader throws, the message fails and is retried, so a faulty reader loses no message.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
internal sealed class BodyReader<TMessage>(MessageReader<TMessage> reader)
{
    /// <param name="batch">The batch.</param>
    /// <param name="stop">Cancelled when no time is left: the rest of the batch is then returned unread.</param>
    public void Read(MessageBatch<TMessage> batch, CancellationToken stop)
    {
        foreach (MessageState<TMessage> state in batch.States)
        {
            if (stop.IsCancellationRequested)
            {
                batch.DecideRest(Reasons.NoTimeLeft);
                return;
            }

            if (Read(state) is { } outcome)
            {
                state.TryDecide(outcome);
            }
        }
    }

    private MessageOutcome? Read(MessageState<TMessage> state)
    {
        if (state.Context.Body is not { Length: > 0 } body)
        {
            return Reasons.NoBody;
        }

        try
        {
            ReadResult<TMessage> result = reader.Read(body, state.Context);
            state.Message = result.Message;
            return result.Kind switch
            {
                ReadResultKind.Message => null,
                ReadResultKind.Discarded => new MessageOutcome.Discarded(result.Reason!),
                ReadResultKind.Invalid => new MessageOutcome.PermanentlyFailed(PermanentFailureKind.Invalid, result.Reason!),
                _ => new MessageOutcome.PermanentlyFailed(PermanentFailureKind.Unparseable, result.Reason!),
            };
        }
        catch (Exception exception)
        {
            return Outcomes.OfException(exception);
        }
    }
}
