namespace SqsLambda.Local.Sqs.Messages;

/// <summary>A message to send, with the names of SendMessage and SendMessageBatch.</summary>
internal sealed record SendMessageEntry
{
    /// <summary>In a batch: 1 to 80 letters, digits, hyphens and underscores, unique in the batch.</summary>
    public string? Id { get; init; }

    /// <summary>1 byte to 1 MiB of text.</summary>
    public string? MessageBody { get; init; }

    /// <summary>0 to 900 s. Null: the queue's setting. FIFO queues accept null and 0 only; both mean the queue's setting.</summary>
    public int? DelaySeconds { get; init; }

    /// <summary>Up to 10 attributes.</summary>
    public IReadOnlyDictionary<string, MessageAttributeValue>? MessageAttributes { get; init; }

    /// <summary><c>AWSTraceHeader</c> is the only name allowed.</summary>
    public IReadOnlyDictionary<string, MessageAttributeValue>? MessageSystemAttributes { get; init; }

    /// <summary>FIFO queues only: 1 to 128 alphanumerical characters and punctuation.</summary>
    public string? MessageDeduplicationId { get; init; }

    /// <summary>1 to 128 alphanumerical characters and punctuation. Required on FIFO queues.</summary>
    public string? MessageGroupId { get; init; }
}
