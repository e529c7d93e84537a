namespace SqsLambda.Local.Sqs;

/// <summary>The limits of SQS (SQS Developer Guide, "Amazon SQS message quotas" and "Amazon SQS standard queue quotas").</summary>
internal static class SqsLimits
{
    /// <summary>The maximum size of a message with its attributes, and of a whole SendMessageBatch: 1 MiB.</summary>
    public const int MessageBytes = 1_048_576;

    public const int BatchEntries = 10;
    public const int BatchEntryIdLength = 80;
    public const int MessageAttributes = 10;

    /// <summary>Names and types of message attributes are shorter than this.</summary>
    public const int AttributeNameBytes = 256;

    public const int GroupOrDeduplicationIdLength = 128;
    public const int QueueNameLength = 80;

    public const int MaxNumberOfMessages = 10;
    public const int WaitTimeSeconds = 20;
    public const int DelaySeconds = 900;
    public const int VisibilityTimeoutSeconds = 43_200;
    public const int MaxReceiveCount = 1_000;
    public const int RedriveSourceQueues = 10;

    /// <summary>The maximum number of messages in flight in a queue. It is the same for FIFO queues since November 2024.</summary>
    public const int InFlightMessages = 120_000;

    public const int ListResults = 1_000;

    public const int PermissionLabelLength = 80;
    public const int PermissionActions = 7;
    public const int PolicyStatements = 20;

    public const int MovedMessagesPerSecond = 500;

    /// <summary>The maximum number of active message move tasks in all queues.</summary>
    public const int ActiveMoveTasks = 100;

    /// <summary>The number of message move tasks that are remembered for a queue.</summary>
    public const int ListedMoveTasks = 10;

    /// <summary>The maximum number of tags of a queue; their keys and values are limited in Unicode characters.</summary>
    public const int Tags = 50;
    public const int TagKeyLength = 128;
    public const int TagValueLength = 256;

    /// <summary>How long a deduplication id or a ReceiveRequestAttemptId is remembered.</summary>
    public static readonly TimeSpan DeduplicationInterval = TimeSpan.FromMinutes(5);

    /// <summary>How long a message move task may run.</summary>
    public static readonly TimeSpan MoveTaskTime = TimeSpan.FromHours(36);

    /// <summary>The time between two purges of a queue, and before the name of a deleted queue can be used again.</summary>
    public static readonly TimeSpan PurgeInterval = TimeSpan.FromSeconds(60);
}
