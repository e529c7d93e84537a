namespace SqsLambda.Batch.Idempotency;

/// <summary>A request for the right to handle the message with a key.</summary>
/// <param name="Key">The key of the record.</param>
/// <param name="Payload">The hash for comparing the message with the one that was done under the same key.</param>
public readonly record struct Claim(RecordKey Key, PayloadHash Payload);
