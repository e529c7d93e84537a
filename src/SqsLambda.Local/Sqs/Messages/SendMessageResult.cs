namespace SqsLambda.Local.Sqs.Messages;

/// <summary>The answer to a message that was sent, with the names of SendMessage's answer.</summary>
internal sealed record SendMessageResult
{
    /// <summary>The id of the entry in a batch.</summary>
    public string? Id { get; init; }

    /// <summary>A duplicate has the id of the original message.</summary>
    public required string MessageId { get; init; }

    public required string MD5OfMessageBody { get; init; }

    public string? MD5OfMessageAttributes { get; init; }

    public string? MD5OfMessageSystemAttributes { get; init; }

    /// <summary>FIFO queues only. A duplicate has the number of the original message.</summary>
    public string? SequenceNumber { get; init; }
}
