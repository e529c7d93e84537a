namespace SqsLambda.Local.Sqs.Messages;

/// <summary>A message to send. The names are those of SendMessage and of an entry of SendMessageBatch.</summary>
internal sealed record SendMessageEntry
{
    /// <summary>In a batch: 1 to 80 letters, digits, hyphens and underscores, distinct within it.</summary>
    public string? Id { get; init; }

    /// <summary>1 byte to 1 MiB of text.</summary>
    public string? MessageBody { get; init; }

    /// <summary>0 to 900 s. Null: as the queue says. FIFO queues have a delay of their own only.</summary>
    public int? DelaySeconds { get; init; }

    /// <summary>Up to 10.</summary>
    public IReadOnlyDictionary<string, MessageAttributeValue>? MessageAttributes { get; init; }

    /// <summary><c>AWSTraceHeader</c> or nothing.</summary>
    public IReadOnlyDictionary<string, MessageAttributeValue>? MessageSystemAttributes { get; init; }

    /// <summary>FIFO queues only: 1 to 128 alphanumerical characters and punctuation.</summary>
    public string? MessageDeduplicationId { get; init; }

    /// <summary>1 to 128 alphanumerical characters and punctuation. FIFO queues need it.</summary>
    public string? MessageGroupId { get; init; }
}
