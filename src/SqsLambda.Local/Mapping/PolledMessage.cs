using System.Globalization;

namespace SqsLambda.Local.Mapping;

/// <summary>A received message, with all that the event contains of it.</summary>
/// <param name="MessageId">The id of the message.</param>
/// <param name="ReceiptHandle">The handle of this receive.</param>
/// <param name="Body">The body.</param>
/// <param name="Md5OfBody">MD5 of the body, hexadecimal.</param>
/// <param name="Attributes">The system attributes, in the order in which SQS gives them.</param>
/// <param name="MessageAttributes">The attributes that the sender gave the message.</param>
/// <param name="Md5OfMessageAttributes">MD5 of <paramref name="MessageAttributes"/>, if there are any.</param>
/// <param name="ReceiveCount">How often the message was received, including this receive.</param>
/// <param name="VisibleAgain">When the message becomes visible again unless it is deleted.</param>
internal sealed record PolledMessage(
    string MessageId,
    string ReceiptHandle,
    string Body,
    string Md5OfBody,
    IReadOnlyList<KeyValuePair<string, string>> Attributes,
    IReadOnlyList<KeyValuePair<string, PolledAttribute>> MessageAttributes,
    string? Md5OfMessageAttributes,
    int ReceiveCount,
    DateTimeOffset VisibleAgain)
{
    /// <summary>When it was sent.</summary>
    public DateTimeOffset SentAt => DateTimeOffset.FromUnixTimeMilliseconds(
        long.Parse(Attributes.First(static attribute => attribute.Key == "SentTimestamp").Value, CultureInfo.InvariantCulture));
}

/// <summary>The value of a message attribute: text or bytes.</summary>
internal sealed record PolledAttribute(string DataType, string? StringValue, ReadOnlyMemory<byte>? BinaryValue);
