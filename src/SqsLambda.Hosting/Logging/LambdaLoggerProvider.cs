using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;

namespace SqsLambda.Hosting.Logging;

/// <summary>Creates loggers that write into Lambda's log.</summary>
/// <param name="current">Has the logger of the invocation.</param>
/// <param name="outside">Logs for work that belongs to no message.</param>
[ProviderAlias("Lambda")]
internal sealed class LambdaLoggerProvider(CurrentMessage current, ILambdaLogger outside) : ILoggerProvider, ISupportExternalScope
{
    private readonly LogTemplates _templates = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) =>
        new LambdaCategoryLogger(categoryName, _templates, () => _scopes, () => current.Context?.Logger ?? outside);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // It owns nothing.
    }
}
