using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SqsLambda.Batch;
using SqsLambda.Hosting.Logging;

namespace SqsLambda.Hosting;

/// <summary>Creates a handler for each message in a scope of its own: see <see cref="HostedHandler.Create"/>.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <remarks>
/// It is safe for concurrent calls. A function keeps it for its whole life. Dispose it where that life ends before the process does, for example in
/// a test: the singletons of the container are then disposed.
/// </remarks>
public sealed class HostedHandler<TMessage> : IMessageHandler<TMessage>, IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly CurrentMessage _current;
    private readonly Func<IServiceProvider, IMessageHandler<TMessage>> _resolve;
    private readonly ILogger _logger;

    internal HostedHandler(ServiceProvider services, CurrentMessage current, Func<IServiceProvider, IMessageHandler<TMessage>> resolve)
    {
        _services = services;
        _current = current;
        _resolve = resolve;
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HostedHandler).FullName!);
    }

    /// <summary>Creates the handler of a message, calls it and disposes its scope, also if the handler throws.</summary>
    /// <param name="message">The message.</param>
    /// <param name="context">The metadata of the message.</param>
    /// <param name="cancellationToken">The token that the handler gets.</param>
    /// <returns>
    /// A task that completes when the scope is disposed. It fails if the handler cannot be created, if it throws, or if a service of the scope throws
    /// when it is disposed. If the handler and the disposal throw, the exception is the handler's, and the other one is logged.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <see langword="null"/>.</exception>
    /// <exception cref="ObjectDisposedException">This instance is disposed.</exception>
    public async Task HandleAsync(TMessage message, MessageContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        using CurrentMessage.Entry entry = _current.Enter(context);
        using IDisposable? logScope = _logger.BeginScope(entry);
        AsyncServiceScope scope = _services.CreateAsyncScope();
        ExceptionDispatchInfo? failure = null;
        try
        {
            await _resolve(scope.ServiceProvider).HandleAsync(message, context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }

        try
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (failure is not null)
        {
            HostingLog.NotDisposed(_logger, exception);
        }

        failure?.Throw();
    }

    /// <summary>Disposes the container and its singletons.</summary>
    /// <returns>A task that completes when they are disposed.</returns>
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
