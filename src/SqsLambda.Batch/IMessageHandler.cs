namespace SqsLambda.Batch;

/// <summary>Handles messages: the interface that a user of this library implements.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <remarks>
/// One instance handles every message of every invocation, also at the same time: keep no state of a message in it. To add something around
/// every message, write a handler that calls another one, or use <see cref="MessageHandlerExtensions.Use"/>.
/// </remarks>
public interface IMessageHandler<in TMessage>
{
    /// <summary>Handles one message. The message is done when the task completes. It comes back when the task fails.</summary>
    /// <param name="message">The message.</param>
    /// <param name="context">What SQS says about the message.</param>
    /// <param name="cancellationToken">
    /// Cancelled shortly before the timeout of the function. A message whose task has not completed when the function must answer is returned to the
    /// queue.
    /// </param>
    /// <returns>A task that completes when the message is done.</returns>
    /// <exception cref="PermanentFailureException">The message can never be handled. It is not retried where dead letters are sent at once.</exception>
    /// <remarks>
    /// The method is called on a thread of the thread pool. If it blocks that thread, for example in a synchronous SDK, set
    /// <see cref="BatchOptions.BlockingHandlers"/>.
    /// </remarks>
    Task HandleAsync(TMessage message, MessageContext context, CancellationToken cancellationToken);
}
