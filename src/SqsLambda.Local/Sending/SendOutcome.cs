namespace SqsLambda.Local.Sending;

/// <summary>What became of a message that was sent: either it has an id, or it was refused.</summary>
internal readonly record struct SendOutcome(string? MessageId, string? Refusal);
