namespace SqsLambda.Batch.Reading;

/// <summary>An event notification of Amazon S3.</summary>
/// <param name="Records">The events: at least one.</param>
/// <remarks>Amazon S3 User Guide, "Event message structure".</remarks>
public sealed record S3Notification(IReadOnlyList<S3NotificationRecord> Records);
