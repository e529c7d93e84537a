namespace SqsLambda.Batch.Reading;

/// <summary>The metadata of an Amazon EventBridge event.</summary>
/// <remarks>Amazon EventBridge User Guide, "AWS service event metadata".</remarks>
public sealed record EventBridgeEnvelope
{
    /// <summary>The id of the event; empty if the event has none.</summary>
    public required string Id { get; init; }

    /// <summary>The service or application that the event comes from, for example <c>aws.ec2</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The kind of the event. Together with <see cref="Source"/> it defines the structure of the detail.</summary>
    public required string DetailType { get; init; }

    /// <summary>The id of the account, 12 digits; <see langword="null"/> if the event has none.</summary>
    public string? Account { get; init; }

    /// <summary>The region; <see langword="null"/> if the event has none.</summary>
    public string? Region { get; init; }

    /// <summary>When the event happened, according to its source; <see langword="null"/> if the event has no time.</summary>
    public DateTimeOffset? Time { get; init; }
}
