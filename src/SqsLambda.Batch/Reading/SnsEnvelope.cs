using System.Collections.ObjectModel;

namespace SqsLambda.Batch.Reading;

/// <summary>The metadata of an Amazon SNS notification.</summary>
/// <remarks>Amazon SNS Developer Guide, "HTTP/HTTPS notification JSON format".</remarks>
public sealed record SnsEnvelope
{
    /// <summary>The ARN of the topic.</summary>
    public required string TopicArn { get; init; }

    /// <summary>The id that SNS assigned to the message. It is not the id of the SQS message.</summary>
    public required string MessageId { get; init; }

    /// <summary>The subject; <see langword="null"/> if the publisher did not set it.</summary>
    public string? Subject { get; init; }

    /// <summary>When the message was published; <see langword="null"/> if the notification has no time.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The message attributes that the publisher set, by name. Binary values are in Base64.</summary>
    public IReadOnlyDictionary<string, string> MessageAttributes { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
