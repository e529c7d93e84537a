namespace SqsLambda.Batch.Idempotency;

/// <summary>Returns the idempotency key of a message. Messages with the same key have one effect: only the first one is handled.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <param name="message">The message, already validated.</param>
/// <param name="context">The metadata of the message.</param>
/// <returns>
/// The key. If it is <see langword="null"/> or blank, the message fails permanently. An exception is treated like one from the handler.
/// </returns>
public delegate string? IdempotencyKey<in TMessage>(TMessage message, MessageContext context);

/// <summary>Creates the usual idempotency keys. For any other key, write a lambda expression.</summary>
public static class IdempotencyKey
{
    /// <summary>
    /// Uses a field of the message. It also recognises an event that a producer sent twice. If several message types share a queue and an id, add
    /// the type, for example <c>$"{message.GetType().Name} {message.OrderId}"</c>: otherwise the second type counts as a duplicate of the first
    /// and is deleted.
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
    /// Uses the message id. It recognises a message that is delivered again. It does not recognise an event that a producer sent twice. It also
    /// does not recognise a message that was moved back from the dead-letter queue, because that message gets a new id.
    /// </summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <returns>The key.</returns>
    public static IdempotencyKey<TMessage> MessageId<TMessage>() => static (_, context) => context.MessageId;

    /// <summary>
    /// Uses the message group id and the deduplication id of a FIFO queue. SQS itself recognises a deduplication id for 5 minutes only; the
    /// idempotency record lasts longer. A move to a dead-letter queue replaces the deduplication id, so a message that is moved back counts as
    /// new.
    /// </summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <returns>The key.</returns>
    /// <remarks>
    /// The group is part of the key, because with <c>DeduplicationScope=messageGroup</c> the same deduplication id in two groups means two messages.
    /// </remarks>
    public static IdempotencyKey<TMessage> MessageDeduplicationId<TMessage>() => static (_, context) =>
        context.MessageDeduplicationId is { Length: > 0 } id ? $"{context.MessageGroupId}\n{id}" : null;

    /// <summary>
    /// Uses a message attribute of type String or Number that the producer sets. If the SQS message does not have it, the attribute of the SNS
    /// notification that contained the message is used (<see cref="Reading.MessageReader{TMessage}.FromSns"/>).
    /// </summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="name">The name of the attribute.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or <see langword="null"/>.</exception>
    public static IdempotencyKey<TMessage> MessageAttribute<TMessage>(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return (_, context) => context.TextAttribute(name);
    }
}
