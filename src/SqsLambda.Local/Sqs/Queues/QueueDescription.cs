using System.Globalization;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>The attributes of a queue: its settings and its state (Amazon SQS API Reference, GetQueueAttributes).</summary>
internal static class QueueDescription
{
    extension(SqsQueue queue)
    {
        /// <summary>Returns the named attributes; <c>All</c> means every attribute. Attributes without a value are left out.</summary>
        /// <exception cref="SqsException">A name is unknown, or the queue has been deleted.</exception>
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
