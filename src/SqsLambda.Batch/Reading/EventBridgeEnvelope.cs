namespace SqsLambda.Batch.Reading;

/// <summary>The metadata of an Amazon EventBridge event.</summary>
/// <remarks>Amazon EventBridge User Guide, "AWS service event metadata".</remarks>
public sealed record EventBridgeEnvelope
{
    /// <summary>The id of the event; empty if the event does not say.</summary>
    public required string Id { get; init; }

    /// <summary>The service or application that the event comes from, for example <c>aws.ec2</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What kind of event it is; together with <see cref="Source"/> it tells what the detail holds.</summary>
    public required string DetailType { get; init; }

    /// <summary>The account, 12 digits; <see langword="null"/> if the event does not say.</summary>
    public string? Account { get; init; }

    /// <summary>The region; <see langword="null"/> if the event does not say.</summary>
    public string? Region { get; init; }

    /// <summary>When the event happened, as its source says; <see langword="null"/> if the event does not say.</summary>
    public DateTimeOffset? Time { get; init; }
}
