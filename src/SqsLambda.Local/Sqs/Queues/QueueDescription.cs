using System.Globalization;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>What a queue says of itself: its settings, and what follows from its state (Amazon SQS API Reference, GetQueueAttributes).</summary>
internal static class QueueDescription
{
    extension(SqsQueue queue)
    {
        /// <summary>The attributes of those names, <c>All</c> being all of them. An attribute that the queue does not have is left out.</summary>
        /// <exception cref="SqsException">There is no attribute of such a name, or the queue has been deleted.</exception>
        public IReadOnlyDictionary<string, string> GetAttributes(IReadOnlyList<string> names)
        {
            if (names.FirstOrDefault(name => name != QueueAttributeName.All && !QueueAttributeName.Known.Contains(name)) is { } unknown)
            {
                throw SqsException.UnknownAttribute(unknown);
            }

            var attributes = new SortedDictionary<string, string>(queue.Attributes.Values.ToDictionary(), StringComparer.Ordinal);
            var counts = queue.Counts;
            Add(QueueAttributeName.ApproximateNumberOfMessages, counts.Visible);
            Add(QueueAttributeName.ApproximateNumberOfMessagesDelayed, counts.Delayed);
            Add(QueueAttributeName.ApproximateNumberOfMessagesNotVisible, counts.NotVisible);
            Add(QueueAttributeName.CreatedTimestamp, queue.CreatedAtMs / 1000);
            Add(QueueAttributeName.LastModifiedTimestamp, queue.ModifiedAtMs / 1000);
            attributes.Add(QueueAttributeName.QueueArn, queue.Arn);
            if (!names.Contains(QueueAttributeName.All))
            {
                foreach (string name in attributes.Keys.Except(names).ToList())
                {
                    attributes.Remove(name);
                }
            }

            return attributes;

            void Add(string name, long value) => attributes.Add(name, value.ToString(CultureInfo.InvariantCulture));
        }
    }
}
