namespace SqsLambda.Batch.Idempotency;

/// <summary>Names the effect of a message: messages with the same key have one effect.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <param name="message">The message, which is valid.</param>
/// <param name="context">What SQS says about it.</param>
/// <returns>The key. A message without a key, or with a blank one, fails permanently: it must not share a record with others.</returns>
public delegate string? IdempotencyKey<in TMessage>(TMessage message, MessageContext context);

/// <summary>The usual idempotency keys. Any other key is a lambda expression.</summary>
public static class IdempotencyKey
{
    /// <summary>
    /// A field of the message. It also recognises what a producer sent twice. Use it if the business has an id for the effect.
    /// </summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="field">Reads the field.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="field"/> is <see langword="null"/>.</exception>
    public static IdempotencyKey<TMessage> Field<TMessage>(Func<TMessage, string?> field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return (message, _) => field(message);
    }

    /// <summary>
    /// The message id. It recognises a message that is delivered again. It does not recognise what a producer sent twice, nor a message that was moved
    /// back from the dead-letter queue, which gets a new id.
    /// </summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <returns>The key.</returns>
    public static IdempotencyKey<TMessage> MessageId<TMessage>() => static (_, context) => context.MessageId;

    /// <summary>
    /// The deduplication id of a FIFO queue, within its message group. SQS forgets it after 5 minutes; the idempotency record does not. A move to
    /// a dead-letter queue replaces the deduplication id, so a message that comes back from there counts as new.
    /// </summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <returns>The key.</returns>
    /// <remarks>
    /// The group is part of the key, because with <c>DeduplicationScope=messageGroup</c> the same deduplication id in two groups means two messages.
    /// </remarks>
    public static IdempotencyKey<TMessage> MessageDeduplicationId<TMessage>() => static (_, context) =>
        context.MessageDeduplicationId is { Length: > 0 } id ? $"{context.MessageGroupId}\n{id}" : null;

    /// <summary>A message attribute of type String or Number that the producer sets.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="name">The name of the attribute.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or <see langword="null"/>.</exception>
    public static IdempotencyKey<TMessage> MessageAttribute<TMessage>(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return (_, context) => context.MessageAttributes.TryGetValue(name, out var attribute) ? attribute?.StringValue : null;
    }
}
