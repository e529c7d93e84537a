using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Tracing;

namespace SqsLambda.Batch.Pipeline;

/// <summary>Step 7: makes every outcome final, tells it, and lists every message that is not known to be done.</summary>
internal static class Answer
{
    /// <exception cref="InvalidOperationException">
    /// A record without a message id failed. Lambda deletes every message that the response does not name, so that only the failure of the
    /// whole batch keeps this one in the queue.
    /// </exception>
    public static SQSBatchResponse Of<TMessage>(MessageBatch<TMessage> batch, Invocation invocation)
    {
        var response = new SQSBatchResponse();
        HashSet<string>? listed = null;
        bool isNameless = false;
        foreach (MessageState<TMessage> state in batch.States)
        {
            MessageOutcome outcome = state.Conclude();
            OutcomeDescription description = Outcomes.Describe(outcome);
            invocation.Tally.Count(description.Kind);
            BatchMeter.Count(state.Context, description);
            invocation.Log.Tell(state.Context, outcome);
            if (state.CalledAt == 0)
            {
                MessageActivity.Record(state.Context, description);
            }

            if (outcome.IsDone)
            {
                invocation.Log.Outcome(state.Context, description);
                continue;
            }

            string id = state.Context.MessageId;
            isNameless |= id.Length == 0;
            if (id.Length == 0 || (listed ??= new(StringComparer.Ordinal)).Add(id))
            {
                invocation.Log.Outcome(state.Context, description);
                response.BatchItemFailures.Add(new() { ItemIdentifier = id });
            }
        }

        BatchSummary summary = invocation.Tally.Sum(batch);
        BatchMeter.Count(summary);
        invocation.Log.Summary(summary);
        return isNameless
            ? throw new InvalidOperationException(
                "A record without a messageId was not processed (see the log). The whole batch fails, because nothing else keeps it in the queue.")
            : response;
    }
}
