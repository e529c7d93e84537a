using System.Collections.ObjectModel;

namespace SqsLambda.Batch.Reading;

/// <summary>The metadata of an Amazon SNS notification.</summary>
/// <remarks>Amazon SNS Developer Guide, "HTTP/HTTPS notification JSON format".</remarks>
public sealed record SnsEnvelope
{
    /// <summary>The ARN of the topic.</summary>
    public required string TopicArn { get; init; }

    /// <summary>The id that SNS gave the message. It differs from the id of the SQS message.</summary>
    public required string MessageId { get; init; }

    /// <summary>The subject; <see langword="null"/> if the publisher gave none.</summary>
    public string? Subject { get; init; }

    /// <summary>When the message was published; <see langword="null"/> if the notification does not say.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The message attributes that the publisher set, by name. Binary values are in Base64.</summary>
    public IReadOnlyDictionary<string, string> MessageAttributes { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
