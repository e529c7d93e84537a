namespace SqsLambda.Batch;

/// <summary>What a message means to the business: the one interface that a user of this library implements.</summary>
/// <typeparam name="TMessage">The type that a message body is deserialized to.</typeparam>
/// <remarks>One instance serves every message of every invocation, also at the same time: keep no state per message in it.</remarks>
public interface IMessageHandler<in TMessage>
{
    /// <summary>Says what is wrong with a message that is well-formed JSON but must never be handled.</summary>
    /// <param name="message">The deserialized body.</param>
    /// <returns>
    /// <see langword="null"/> for a valid message; otherwise the reason, which goes to the log: name the field and what is allowed,
    /// and leave out what must not be logged. An invalid message is a permanent failure and costs no call to the idempotency store.
    /// </returns>
    string? Validate(TMessage message) => null;

    /// <summary>Handles one message. The message is done when the task completes, and comes back when it fails.</summary>
    /// <param name="message">The deserialized body, which passed <see cref="Validate"/>.</param>
    /// <param name="context">What SQS says of the message.</param>
    /// <param name="cancellationToken">
    /// Cancelled shortly before Lambda's timeout. What has not completed by the time the function must answer is returned to the queue.
    /// </param>
    /// <returns>A task that completes when the message is done. A handler that blocks its thread holds up the batch.</returns>
    /// <exception cref="PermanentFailureException">The message can never be handled; a retry would be in vain.</exception>
    Task HandleAsync(TMessage message, MessageContext context, CancellationToken cancellationToken);
}
