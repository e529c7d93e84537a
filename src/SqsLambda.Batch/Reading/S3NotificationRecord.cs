namespace SqsLambda.Batch.Reading;

/// <summary>One event of one object in Amazon S3.</summary>
/// <remarks>Amazon S3 User Guide, "Event message structure".</remarks>
public sealed record S3NotificationRecord
{
    /// <summary>The type of the event, without the prefix <c>s3:</c>, for example <c>ObjectCreated:Put</c>.</summary>
    public required string EventName { get; init; }

    /// <summary>When S3 finished the request; <see langword="null"/> if the record has no time.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>The region of the bucket; empty if the record has none.</summary>
    public required string Region { get; init; }

    /// <summary>The name of the bucket.</summary>
    public required string BucketName { get; init; }

    /// <summary>The ARN of the bucket; <see langword="null"/> if the record has none.</summary>
    public string? BucketArn { get; init; }

    /// <summary>The key of the object. It is URL-decoded, so you can pass it to <c>GetObject</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The size of the object in bytes; <see langword="null"/> if the record has none, for example after a deletion.</summary>
    public long? Size { get; init; }

    /// <summary>The entity tag of the object, without quotes; <see langword="null"/> if the record has none.</summary>
    public string? ETag { get; init; }

    /// <summary>The version of the object; <see langword="null"/> if the bucket has no versions.</summary>
    public string? VersionId { get; init; }

    /// <summary>
    /// A hexadecimal number that orders the events of one key. To compare two of them, pad the shorter one with zeros on the left, then compare
    /// them as text. <see langword="null"/> if the record has none.
    /// </summary>
    public string? Sequencer { get; init; }
}
