using StackExchange.Redis;

namespace SqsLambda.Redis.Connection;

/// <summary>
/// Checks a connection before its first use. The client logs in and selects the database by itself, but does not look at the answers: after a refused
/// AUTH, it goes on as the default user, and after a refused SELECT in database 0.
/// </summary>
internal static class ConnectionCheck
{
    /// <summary>Checks the connections to some servers of one client.</summary>
    /// <exception cref="RedisServerException">A server refuses the login or the database.</exception>
    /// <exception cref="LoginRefusedException">A server refuses the login, in words that may contain the password.</exception>
    /// <exception cref="SeveralPrimariesException">The servers do not belong together.</exception>
    public static async Task RunAsync(IServer[] servers, ConfigurationOptions options)
    {
        await Task.WhenAll(servers.Select(server => CheckAsync(server, options))).ConfigureAwait(false);
        IServer[] primaries = Array.FindAll(servers, static server => server is { ServerType: ServerType.Standalone, IsReplica: false });
        if (primaries.Length > 1)
        {
            throw new SeveralPrimariesException(string.Join(" and ", primaries.Select(static primary => EndPointCollection.ToString(primary.EndPoint))));
        }
    }

    /// <summary>Says whether a text of a server about a login can be shown.</summary>
    public static bool CanShow(string text) =>
        text.StartsWith("WRONGPASS", StringComparison.Ordinal) || text.StartsWith("NOAUTH", StringComparison.Ordinal);

    private static async Task CheckAsync(IServer server, ConfigurationOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.User) || !string.IsNullOrWhiteSpace(options.Password))
        {
            await LogInAsync(server, options.User, options.Password ?? "").ConfigureAwait(false);
        }

        if (options.DefaultDatabase is > 0 and var database)
        {
            await server.ExecuteAsync("SELECT", database).ConfigureAwait(false);
        }
    }

    private static async Task LogInAsync(IServer server, string? user, string password)
    {
        try
        {
            await server.ExecuteAsync("AUTH", string.IsNullOrWhiteSpace(user) ? [password] : [user, password]).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (!CanShow(exception.Message))
        {
            throw new LoginRefusedException();
        }
    }
}
