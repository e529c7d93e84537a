using System.Net;
using SqsLambda.Redis.Tests.Servers;

namespace SqsLambda.Chaos.Tests.Database;

/// <summary>A redis-server that writes each change to its file before it answers, so that a kill loses nothing.</summary>
internal sealed class RestartableRedis : IRestartable, IAsyncDisposable
{
    private readonly RedisServer _server;

    private RestartableRedis(RedisServer server) => _server = server;

    public IPEndPoint Endpoint => new(IPAddress.Loopback, _server.Port);

    /// <exception cref="SkipException">There is no redis-server.</exception>
    public static async Task<RestartableRedis> StartAsync() => new(await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always"));

    public async Task RestartAsync()
    {
        await _server.KillAsync();
        await _server.StartAgainAsync();
    }

    public void Stop() => _server.Stop();

    public void Continue() => _server.Continue();

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
