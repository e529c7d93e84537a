namespace SqsLambda.Local.Sqs.Messages;

/// <summary>What became of a message that was sent. The names are those of SendMessage's answer.</summary>
internal sealed record SendMessageResult
{
    /// <summary>In a batch, the entry's.</summary>
    public string? Id { get; init; }

    /// <summary>Of a duplicate, the original's.</summary>
    public required string MessageId { get; init; }

    public required string MD5OfMessageBody { get; init; }

    public string? MD5OfMessageAttributes { get; init; }

    public string? MD5OfMessageSystemAttributes { get; init; }

    /// <summary>FIFO queues only. Of a duplicate, the original's.</summary>
    public string? SequenceNumber { get; init; }
}
