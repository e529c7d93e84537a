using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Tracing;

namespace SqsLambda.Batch.Pipeline;

/// <summary>Step 7: makes each outcome final, reports it, and lists the messages that are not done in the response.</summary>
internal static class Answer
{
    /// <exception cref="InvalidOperationException">
    /// A record without a message id is not done. Lambda deletes every message that the response does not name, so the whole batch must fail to
    /// keep this message in the queue.
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
            invocation.Log.Notify(state.Context, outcome);
            if (state.CalledAt is null)
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
                "A record without a messageId was not processed (see the log). The response cannot name it, so the whole batch fails to keep it in the queue.")
            : response;
    }
}
