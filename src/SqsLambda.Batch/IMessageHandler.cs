namespace SqsLambda.Batch;

/// <summary>Handles messages. You implement this interface.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <remarks>
/// One instance handles all messages of all invocations, and calls may be concurrent: do not keep the state of a message in a field. To add
/// behaviour around each message, such as a retry, use <see cref="MessageHandlerExtensions.Use"/>.
/// </remarks>
public interface IMessageHandler<in TMessage>
{
    /// <summary>Handles one message. The message is done when the task completes. It comes back when the task fails.</summary>
    /// <param name="message">The message.</param>
    /// <param name="context">The metadata of the message.</param>
    /// <param name="cancellationToken">
    /// Cancelled shortly before the timeout of the function. If the task does not complete before the function must answer, the message is
    /// returned to the queue.
    /// </param>
    /// <returns>A task that completes when the message is done.</returns>
    /// <exception cref="PermanentFailureException">
    /// The message can never be handled. If <see cref="Failures.FailurePolicy.DeadLetters"/> is set, it is sent to the dead-letter queue and not
    /// retried.
    /// </exception>
    /// <remarks>
    /// By default the method is called on the thread pool. If it blocks its thread, for example in a synchronous SDK, set
    /// <see cref="BatchOptions.BlockingHandlers"/>.
    /// </remarks>
    Task HandleAsync(TMessage message, MessageContext context, CancellationToken cancellationToken);
}
