namespace SqsLambda.Testing.Events;

/// <summary>A message attribute and its value for each message.</summary>
internal sealed record AttributePlan(string Name, string DataType, IReadOnlyList<AttributeValue?> Values);

/// <summary>The value of a message attribute: text for String and Number, bytes for Binary.</summary>
internal sealed record AttributeValue(string? Text, byte[]? Bytes);
