using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch.Tracing;

namespace SqsLambda.Batch;

/// <summary>Step 7: lists every message that is not known to be done.</summary>
internal static class Answer
{
    /// <exception cref="InvalidOperationException">
    /// A record without a message id failed. Nothing but the failure of the whole batch keeps such a message in the queue, since Lambda
    /// deletes what the response does not name.
    /// </exception>
    public static SQSBatchResponse Of<TMessage>(MessageBatch<TMessage> batch, BatchLog log, IBatchObserver? observer)
    {
        var response = new SQSBatchResponse();
        HashSet<string>? listed = null;
        bool isNameless = false;
        foreach (ref readonly MessageSlot<TMessage> slot in batch.Slots)
        {
            MessageOutcome outcome = slot.Outcome switch
            {
                null => Reasons.Fault,
                MessageOutcome.Running => MessageOutcome.NotFinished.Instance,
                var known => known,
            };
            if (!slot.HasStarted)
            {
                MessageActivity.Record(slot.Context, outcome);
            }

            Tell(observer, slot.Context, outcome, log);
            if (outcome.IsDone)
            {
                continue;
            }

            string id = slot.Context.MessageId;
            if (id.Length == 0)
            {
                isNameless = true;
                log.ComesBack(slot.Context, outcome);
            }
            else if ((listed ??= new(StringComparer.Ordinal)).Add(id))
            {
                log.ComesBack(slot.Context, outcome);
                response.BatchItemFailures.Add(new() { ItemIdentifier = id });
            }
        }

        return isNameless
            ? throw new InvalidOperationException(
                "A record without a messageId was not processed (see the log). The whole batch is failed, because nothing else keeps it in the queue.")
            : response;
    }

    private static void Tell(IBatchObserver? observer, MessageContext context, MessageOutcome outcome, BatchLog log)
    {
        try
        {
            observer?.OnOutcome(context, outcome);
        }
        catch (Exception exception)
        {
            log.ObserverFailed(context, exception);
        }
    }
}
