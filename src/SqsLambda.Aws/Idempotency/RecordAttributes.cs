namespace SqsLambda.Aws.Idempotency;

/// <summary>The attributes of an idempotency record. Their names are those of Powertools for AWS Lambda.</summary>
internal static class RecordAttributes
{
    /// <summary>S, the partition key: the SHA-256 of key prefix and idempotency key.</summary>
    public const string Id = "id";

    /// <summary>S: <see cref="InProgress"/> or <see cref="Completed"/>.</summary>
    public const string Status = "status";

    /// <summary>N, seconds since 1970: when the record expires. It is the table's TTL attribute.</summary>
    public const string Expiration = "expiration";

    /// <summary>N, milliseconds since 1970: the end of the lease.</summary>
    public const string LeaseEnd = "in_progress_expiration";

    /// <summary>S: the hash of the payload.</summary>
    public const string Payload = "validation";

    /// <summary>S: the invocation that claimed the record. Powertools does not have this attribute.</summary>
    public const string Owner = "owner";

    public const string InProgress = "INPROGRESS";
    public const string Completed = "COMPLETED";
}
