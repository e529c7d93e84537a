namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>A message move task as it was when it was listed. The names are those of ListMessageMoveTasks's answer.</summary>
internal sealed record ListMessageMoveTasksResultEntry
{
    /// <summary>Null unless the task is running: there is nothing else that could be done with it.</summary>
    public string? TaskHandle { get; init; }

    /// <summary>One of <see cref="MoveTaskStatus"/>.</summary>
    public required string Status { get; init; }

    public required string SourceArn { get; init; }

    /// <summary>Null: each message goes back to the queue that it came from.</summary>
    public string? DestinationArn { get; init; }

    /// <summary>As asked for: 1 to 500, or null.</summary>
    public int? MaxNumberOfMessagesPerSecond { get; init; }

    /// <summary>How many messages have been moved. Unlike with AWS the number is exact.</summary>
    public required long ApproximateNumberOfMessagesMoved { get; init; }

    /// <summary>How many messages could be received from the source queue when the task started.</summary>
    public required long ApproximateNumberOfMessagesToMove { get; init; }

    /// <summary>Why a task failed: a code.</summary>
    public string? FailureReason { get; init; }

    /// <summary>When the task started, in milliseconds since 1970.</summary>
    public required long StartedTimestamp { get; init; }
}
