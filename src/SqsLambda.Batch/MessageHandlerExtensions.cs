namespace SqsLambda.Batch;

/// <summary>Adds behaviour around a handler, for example a timer, a transaction or a retry.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <param name="message">The message.</param>
/// <param name="context">The metadata of the message.</param>
/// <param name="next">
/// Calls the handler. You may call it several times, or not at all. What the handler enlists counts once: of the calls that succeeded before the
/// middleware ended, that of the last one.
/// </param>
/// <param name="cancellationToken">
/// The token that <see cref="IMessageHandler{TMessage}.HandleAsync"/> gets. Pass it to <paramref name="next"/>, or pass a token that is linked to
/// it.
/// </param>
/// <returns>A task that completes when the message is done, and fails when the message fails.</returns>
public delegate Task MessageMiddleware<in TMessage>(
    TMessage message, MessageContext context, Func<CancellationToken, Task> next, CancellationToken cancellationToken);

/// <summary>Combines handlers.</summary>
public static class MessageHandlerExtensions
{
    /// <summary>Wraps a handler. The middleware that is added last runs first.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="handler">The handler to wrap.</param>
    /// <param name="middleware">The behaviour to add.</param>
    /// <returns>The wrapped handler.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <example>
    /// Measure each message:
    /// <code>
    /// handler.Use(static async (message, context, next, cancellationToken) =>
    /// {
    ///     long started = Stopwatch.GetTimestamp();
    ///     await next(cancellationToken);
    ///     context.Logger.LogInformation("Message {messageId} took {elapsed}", context.MessageId, Stopwatch.GetElapsedTime(started));
    /// });
    /// </code>
    /// Handle each message in a transaction:
    /// <code>
    /// handler.Use(static async (message, context, next, cancellationToken) =>
    /// {
    ///     using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
    ///     await next(cancellationToken);
    ///     scope.Complete();
    /// });
    /// </code>
    /// Call the handler up to three times:
    /// <code>
    /// handler.Use(static async (message, context, next, cancellationToken) =>
    /// {
    ///     for (int attempt = 1; ; attempt++)
    ///     {
    ///         try
    ///         {
    ///             await next(cancellationToken);
    ///             return;
    ///         }
    ///         catch (TimeoutException) when (attempt &lt; 3)
    ///         {
    ///         }
    ///     }
    /// });
    /// </code>
    /// </example>
    public static IMessageHandler<TMessage> Use<TMessage>(this IMessageHandler<TMessage> handler, MessageMiddleware<TMessage> middleware)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(middleware);
        return new Wrapped<TMessage>(handler, middleware);
    }

    private sealed class Wrapped<TMessage>(IMessageHandler<TMessage> handler, MessageMiddleware<TMessage> middleware) : IMessageHandler<TMessage>
    {
        public Task HandleAsync(TMessage message, MessageContext context, CancellationToken cancellationToken) =>
            middleware(message, context, new Calls<TMessage>(handler, message, context).NextAsync, cancellationToken);
    }

    /// <summary>The calls of a wrapped handler for one message.</summary>
    private sealed class Calls<TMessage>(IMessageHandler<TMessage> handler, TMessage message, MessageContext context)
    {
        private int _last;

        public async Task NextAsync(CancellationToken cancellationToken)
        {
            int call = Interlocked.Increment(ref _last);
            MessageContext ofCall = context.ForCall();
            await handler.HandleAsync(message, ofCall, cancellationToken).ConfigureAwait(false);
            context.EnlistWorkOf(call, ofCall);
        }
    }
}
