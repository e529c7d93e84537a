namespace SqsLambda.Batch.Idempotency;

/// <summary>Names what must happen once: messages with one key have one effect.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <param name="message">The deserialized, valid message.</param>
/// <param name="context">What SQS says of it.</param>
/// <returns>The key. None, or a blank one, makes the message a permanent failure: it must never share a record with others.</returns>
public delegate string? IdempotencyKey<in TMessage>(TMessage message, MessageContext context);

/// <summary>The usual idempotency keys. Any other is a lambda.</summary>
public static class IdempotencyKey
{
    /// <summary>A field of the body: also recognises what a producer sent twice. The first choice where the business has an id.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="field">Reads the field.</param>
    /// <returns>The key.</returns>
    public static IdempotencyKey<TMessage> Field<TMessage>(Func<TMessage, string?> field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return (message, _) => field(message);
    }

    /// <summary>
    /// The message id: recognises redelivery, but not what a producer sent twice, nor what a redrive moved back from the dead-letter queue,
    /// which SQS gives a new id.
    /// </summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <returns>The key.</returns>
    public static IdempotencyKey<TMessage> MessageId<TMessage>() => static (_, context) => context.MessageId;

    /// <summary>
    /// The deduplication id of a FIFO queue, within its message group: SQS itself forgets it after 5 minutes, the idempotency record
    /// does not. A move to a dead-letter queue replaces the deduplication id, so what comes back from there is a new message.
    /// </summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <returns>The key.</returns>
    /// <remarks>
    /// The group is part of the key, because under <c>DeduplicationScope=messageGroup</c> one deduplication id in two groups means two messages.
    /// </remarks>
    public static IdempotencyKey<TMessage> MessageDeduplicationId<TMessage>() => static (_, context) =>
        context.MessageDeduplicationId is { Length: > 0 } id ? $"{context.MessageGroupId}\n{id}" : null;

    /// <summary>A message attribute of type String or Number that the producer sets.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="name">The name of the attribute.</param>
    /// <returns>The key.</returns>
    public static IdempotencyKey<TMessage> MessageAttribute<TMessage>(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return (_, context) => context.MessageAttributes.TryGetValue(name, out var attribute) ? attribute?.StringValue : null;
    }
}
