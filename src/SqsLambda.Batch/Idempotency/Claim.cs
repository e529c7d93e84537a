namespace SqsLambda.Batch.Idempotency;

/// <summary>A wish to process the message behind a key.</summary>
/// <param name="Key">The hash of key prefix and idempotency key.</param>
/// <param name="Payload">A hash of what the body says, by which another message under the same key is told from a duplicate.</param>
public readonly record struct Claim(Sha256Digest Key, UInt128 Payload);
