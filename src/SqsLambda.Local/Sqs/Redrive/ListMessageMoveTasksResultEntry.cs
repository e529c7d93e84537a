namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>A message move task at the time of listing, with the names of ListMessageMoveTasks's answer.</summary>
internal sealed record ListMessageMoveTasksResultEntry
{
    /// <summary>The handle of a running task; null for others, which cannot be cancelled.</summary>
    public string? TaskHandle { get; init; }

    /// <summary>One of <see cref="MoveTaskStatus"/>.</summary>
    public required string Status { get; init; }

    public required string SourceArn { get; init; }

    /// <summary>Null: each message goes back to the queue that it came from.</summary>
    public string? DestinationArn { get; init; }

    /// <summary>1 to 500, or null for no limit.</summary>
    public int? MaxNumberOfMessagesPerSecond { get; init; }

    /// <summary>How many messages have been moved. The number is exact.</summary>
    public required long ApproximateNumberOfMessagesMoved { get; init; }

    /// <summary>How many messages were visible in the source queue when the task started.</summary>
    public required long ApproximateNumberOfMessagesToMove { get; init; }

    /// <summary>The error code of a failed task.</summary>
    public string? FailureReason { get; init; }

    /// <summary>When the task started, in milliseconds since 1970.</summary>
    public required long StartedTimestamp { get; init; }
}
