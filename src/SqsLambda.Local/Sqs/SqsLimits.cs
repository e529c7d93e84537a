namespace SqsLambda.Local.Sqs;

/// <summary>The numbers of SQS (SQS Developer Guide, "Amazon SQS message quotas" and "Amazon SQS standard queue quotas").</summary>
internal static class SqsLimits
{
    /// <summary>The most that a message may weigh, body and attributes together, and likewise a whole SendMessageBatch: 1 MiB.</summary>
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

    /// <summary>The most messages of one queue that may be in flight; FIFO queues too since November 2024.</summary>
    public const int InFlightMessages = 120_000;

    public const int ListResults = 1_000;

    public const int PermissionLabelLength = 80;
    public const int PermissionActions = 7;
    public const int PolicyStatements = 20;

    public const int MovedMessagesPerSecond = 500;

    /// <summary>The most message move tasks that may be active, one of each queue.</summary>
    public const int ActiveMoveTasks = 100;

    /// <summary>The most message move tasks of a queue that are remembered.</summary>
    public const int ListedMoveTasks = 10;

    /// <summary>The most tags of a queue, and the most Unicode characters of their keys and values.</summary>
    public const int Tags = 50;
    public const int TagKeyLength = 128;
    public const int TagValueLength = 256;

    /// <summary>For how long a deduplication id, and likewise a ReceiveRequestAttemptId, is remembered.</summary>
    public static readonly TimeSpan DeduplicationInterval = TimeSpan.FromMinutes(5);

    /// <summary>How long a message move task may run.</summary>
    public static readonly TimeSpan MoveTaskTime = TimeSpan.FromHours(36);

    /// <summary>How long to wait between two purges of a queue, and before the name of a deleted queue may be used again.</summary>
    public static readonly TimeSpan PurgeInterval = TimeSpan.FromSeconds(60);
}
