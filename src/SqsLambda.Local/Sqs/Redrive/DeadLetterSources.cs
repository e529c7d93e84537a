using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>
/// Where the messages of a dead-letter queue came from. SQS knows it of those that it moved there itself. A function that sent a message there can name its queue in
/// a message attribute, as SqsLambda's does. If neither is the case, it can only be told if there is a single queue with this dead-letter queue.
/// </summary>
/// <param name="arns">The queues with this dead-letter queue.</param>
internal sealed class DeadLetterSources(IEnumerable<string> arns)
{
    private const string ArnAttribute = "SourceQueueArn";

    private readonly HashSet<string> _arns = [.. arns];

    /// <summary>The queue that a message came from; <see langword="null"/> if that is not known.</summary>
    public string? Of(Message message) => message.DeadLetterQueueSourceArn ?? NamedBy(message) ?? (_arns.Count == 1 ? _arns.First() : null);

    private string? NamedBy(Message message) =>
        message.Attributes.TryGetValue(ArnAttribute, out MessageAttributeValue? arn) && arn.StringValue is { } text && _arns.Contains(text) ? text : null;
}
