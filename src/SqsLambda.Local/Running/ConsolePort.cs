using Microsoft.AspNetCore.Connections;
using SqsLambda.Local.Http;

namespace SqsLambda.Local.Running;

/// <summary>The port of the endpoint and the console, as the user gave it.</summary>
internal static class ConsolePort
{
    /// <summary>Starts to listen.</summary>
    /// <exception cref="UsageException">The port is taken.</exception>
    public static async Task<T> ListenAsync<T>(int port, Func<Task<T>> listen)
    {
        try
        {
            return await listen();
        }
        catch (EndpointUnavailableException exception)
        {
            string reason = exception.InnerException is { InnerException: AddressInUseException }
                ? "another program uses it, perhaps another run"
                : exception.Message.TrimEnd('.');
            throw new UsageException($"--port is {port}: {reason}. Choose another port, or --port 0 for any free one.");
        }
    }
}
