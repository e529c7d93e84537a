using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SqsLambda.Batch;
using SqsLambda.Hosting.Logging;

namespace SqsLambda.Hosting;

/// <summary>Creates handlers from dependency injection.</summary>
public static class HostedHandler
{
    /// <summary>
    /// Builds a container, and returns a handler that creates a <typeparamref name="THandler"/> for each message in a scope of its own.
    /// </summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <typeparam name="THandler">
    /// The handler. Its constructor can take the services that you register, the <see cref="MessageContext"/> of its message, and
    /// <see cref="ILogger{TCategoryName}"/>.
    /// </typeparam>
    /// <param name="configure">
    /// Registers services. The container already has logging into Lambda's log, with every level enabled, and the <see cref="MessageContext"/>.
    /// <typeparamref name="THandler"/> is added as a scoped service unless you register it yourself.
    /// </param>
    /// <returns>The handler. It is safe for concurrent calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">
    /// A service cannot be created because a registration is missing, a singleton needs a scoped service, or an option that is validated on start
    /// is not valid. The message is one line.
    /// </exception>
    public static HostedHandler<TMessage> Create<
        TMessage, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(Action<IServiceCollection> configure)
        where THandler : class, IMessageHandler<TMessage>
    {
        ArgumentNullException.ThrowIfNull(configure);
        var current = new CurrentMessage();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new LambdaLoggerProvider(current, StaticLambdaLogger.Instance)));
        services.AddScoped(_ => current.Context
            ?? throw new InvalidOperationException("There is no MessageContext, because no message is handled here."));
        configure(services);
        services.TryAddScoped<THandler>();
        return new(Build(services, typeof(THandler)), current, static services => services.GetRequiredService<THandler>());
    }

    private static ServiceProvider Build(ServiceCollection services, Type handler)
    {
        try
        {
            ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
            provider.GetService<IAsyncStartupValidator>()?.ValidateAsync().GetAwaiter().GetResult();
            return provider;
        }
        catch (Exception exception) when (exception is AggregateException or OptionsValidationException)
        {
            throw new InvalidOperationException($"{handler.Name} cannot be hosted: {ServiceFaults.Describe(exception)}", exception);
        }
    }
}
