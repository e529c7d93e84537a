namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>The statuses of message move tasks (Amazon SQS API Reference, ListMessageMoveTasksResultEntry).</summary>
internal static class MoveTaskStatus
{
    public const string Running = "RUNNING";
    public const string Completed = "COMPLETED";
    public const string Cancelling = "CANCELLING";
    public const string Cancelled = "CANCELLED";
    public const string Failed = "FAILED";
}
