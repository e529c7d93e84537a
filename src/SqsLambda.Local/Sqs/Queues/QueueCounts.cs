namespace SqsLambda.Local.Sqs.Queues;

/// <summary>How many messages a queue holds. Unlike with AWS the numbers are exact.</summary>
/// <param name="Visible">Those that can be received, and those that wait for another message of their group: <c>ApproximateNumberOfMessages</c>.</param>
/// <param name="NotVisible">Those in flight: <c>ApproximateNumberOfMessagesNotVisible</c>.</param>
/// <param name="Delayed"><c>ApproximateNumberOfMessagesDelayed</c>.</param>
/// <param name="Leaving">Those that are on their way to the dead-letter queue.</param>
internal readonly record struct QueueCounts(int Visible, int NotVisible, int Delayed, int Leaving = 0)
{
    /// <summary>Those that are in the queue.</summary>
    public int Total => Visible + NotVisible + Delayed;

    /// <summary>Whether none is in the queue or on its way out of it.</summary>
    public bool IsEmpty => Total == 0 && Leaving == 0;
}
