namespace SqsLambda.Local.Sqs.Queues;

/// <summary>How many messages a queue holds. The numbers are exact; those of AWS are approximate.</summary>
/// <param name="Visible">Messages that can be received or that wait for another message of their group: <c>ApproximateNumberOfMessages</c>.</param>
/// <param name="NotVisible">Messages in flight: <c>ApproximateNumberOfMessagesNotVisible</c>.</param>
/// <param name="Delayed"><c>ApproximateNumberOfMessagesDelayed</c>.</param>
/// <param name="Leaving">Messages on their way to the dead-letter queue.</param>
internal readonly record struct QueueCounts(int Visible, int NotVisible, int Delayed, int Leaving = 0)
{
    /// <summary>All messages in the queue.</summary>
    public int Total => Visible + NotVisible + Delayed;

    /// <summary>Whether no message is in the queue or on its way to the dead-letter queue.</summary>
    public bool IsEmpty => Total == 0 && Leaving == 0;
}
