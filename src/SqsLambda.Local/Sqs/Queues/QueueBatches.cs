using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Rules;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>The batch actions of a queue. A refused entry fails alone; a refused batch fails as a whole.</summary>
/// <remarks>Amazon SQS API Reference, SendMessageBatch, DeleteMessageBatch and ChangeMessageVisibilityBatch.</remarks>
internal static class QueueBatches
{
    extension(SqsQueue queue)
    {
        /// <summary>Sends up to 10 messages, of up to 1 MiB together.</summary>
        /// <param name="entries">The messages.</param>
        /// <param name="traceHeader">The X-Ray trace header of the request, for each message without an <c>AWSTraceHeader</c> of its own.</param>
        /// <exception cref="SqsException">The batch is refused, or the queue has been deleted.</exception>
        public BatchActionResult<SendMessageResult> SendMessageBatch(IReadOnlyList<SendMessageEntry> entries, string? traceHeader = null)
        {
            var attributes = queue.Attributes;
            MessageComposer.ValidateBatch(entries, attributes);
            List<(SendMessageEntry Entry, Message Message)> composed = new(entries.Count);
            List<BatchFailure> failed = [];
            foreach (var entry in entries)
            {
                try
                {
                    composed.Add((entry, MessageComposer.ComposeInBatch(entry, attributes, traceHeader)));
                }
                catch (SqsException e)
                {
                    failed.Add(BatchFailure.Of(entry.Id!, e));
                }
            }

            return BatchActionResult<SendMessageResult>.Of(queue.SendMessages(composed), failed);
        }

        /// <summary>Deletes the messages of up to 10 receipt handles, as <see cref="SqsQueue.DeleteMessage"/> does.</summary>
        /// <exception cref="SqsException">The batch is refused.</exception>
        public BatchActionResult<BatchSuccess> DeleteMessageBatch(IReadOnlyList<DeleteMessageEntry> entries)
        {
            BatchRules.Validate(entries, entry => entry.Id, "DeleteMessageBatchRequestEntry");
            return BatchRules.ForEach(entries, entry => entry.Id, entry =>
                queue.DeleteMessage(entry.ReceiptHandle ?? throw SqsException.MissingParameter("ReceiptHandle")));
        }

        /// <summary>Changes the visibility of up to 10 messages, as <see cref="SqsQueue.ChangeMessageVisibility"/> does.</summary>
        /// <exception cref="SqsException">The batch is refused.</exception>
        public BatchActionResult<BatchSuccess> ChangeMessageVisibilityBatch(IReadOnlyList<ChangeMessageVisibilityEntry> entries)
        {
            BatchRules.Validate(entries, entry => entry.Id, "ChangeMessageVisibilityBatchRequestEntry");
            return BatchRules.ForEach(entries, entry => entry.Id, entry => queue.ChangeMessageVisibility(
                entry.ReceiptHandle ?? throw SqsException.MissingParameter("ReceiptHandle"),
                TimeSpan.FromSeconds(entry.VisibilityTimeout ?? throw SqsException.MissingParameter("VisibilityTimeout"))));
        }
    }
}
