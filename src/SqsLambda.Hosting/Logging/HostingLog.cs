using Microsoft.Extensions.Logging;

namespace SqsLambda.Hosting.Logging;

/// <summary>The lines of this package.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(LogLevel.Error, "The scope of the message could not be disposed after its handler failed")]
    public static partial void NotDisposed(ILogger logger, Exception exception);
}
