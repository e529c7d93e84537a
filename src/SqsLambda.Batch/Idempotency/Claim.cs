namespace SqsLambda.Batch.Idempotency;

/// <summary>Asks for the right to handle the message with a key.</summary>
/// <param name="Key">The key of the record.</param>
/// <param name="Payload">By what the message is compared with one that was done under the same key.</param>
public readonly record struct Claim(RecordKey Key, PayloadHash Payload);
