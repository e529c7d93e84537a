namespace SqsLambda.Local.Sqs.Messages;

/// <summary>The type and value of a message attribute.</summary>
/// <remarks>SQS Developer Guide, "Amazon SQS message attributes". SQS reserves the lists: a message with a list is refused.</remarks>
internal sealed record MessageAttributeValue
{
    /// <summary><c>String</c>, <c>Number</c> or <c>Binary</c>, or one of them with a custom suffix: <c>Number.float</c>.</summary>
    public string? DataType { get; init; }

    public string? StringValue { get; init; }

    public byte[]? BinaryValue { get; init; }

    public IReadOnlyList<string>? StringListValues { get; init; }

    public IReadOnlyList<byte[]>? BinaryListValues { get; init; }

    internal bool IsBinary => HasType("Binary");

    internal bool IsNumber => HasType("Number");

    internal bool IsString => HasType("String");

    /// <summary>An attribute of type <c>String</c>.</summary>
    public static MessageAttributeValue String(string value) => new() { DataType = "String", StringValue = value };

    /// <summary>An attribute of type <c>Number</c>.</summary>
    public static MessageAttributeValue Number(string value) => new() { DataType = "Number", StringValue = value };

    /// <summary>An attribute of type <c>Binary</c>.</summary>
    public static MessageAttributeValue Binary(byte[] value) => new() { DataType = "Binary", BinaryValue = value };

    private bool HasType(string type) =>
        DataType is not null && DataType.StartsWith(type, StringComparison.Ordinal)
        && (DataType.Length == type.Length || DataType[type.Length] == '.');
}
