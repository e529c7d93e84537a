using SqsLambda.Batch.Logging;
using StackExchange.Redis;

namespace SqsLambda.Redis.Connection;

/// <summary>Warns once if a server may evict records when its memory is full. A message whose record was evicted runs again.</summary>
internal sealed class EvictionCheck(string server, Action<string> warn)
{
    private const string NoEviction = "noeviction";

    private int _isDone;

    /// <summary>The last check.</summary>
    public Task Checked { get; private set; } = Task.CompletedTask;

    /// <summary>Asks the primary servers of a new connection, if nobody has done so. It does not wait, and it never throws.</summary>
    public void Start(IConnectionMultiplexer connection)
    {
        if (Interlocked.Exchange(ref _isDone, 1) == 0)
        {
            Checked = RunAsync(connection);
        }
    }

    private async Task RunAsync(IConnectionMultiplexer connection)
    {
        try
        {
            HashSet<string> policies = [];
            foreach (IServer primary in connection.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false }))
            {
                policies.Add(await PolicyAsync(primary).ConfigureAwait(false));
            }

            if (policies.Count == 0)
            {
                // There are only replicas, as during a failover.
                Volatile.Write(ref _isDone, 0);
            }

            if (policies.FirstOrDefault(static policy => policy != NoEviction) is { } policy)
            {
                warn(policy.Length > 0
                    ? $"Warning: {server} has the maxmemory-policy '{LogText.OneLine(policy)}', so it may evict idempotency records when its memory is full. A message whose record was evicted runs again. Set it to '{NoEviction}'"
                    : $"Warning: {server} does not say its maxmemory-policy, because the user may call neither INFO nor CONFIG GET. It must be '{NoEviction}', or idempotency records may be evicted");
            }
        }
        catch (Exception)
        {
            // The connection broke, or a server is busy. The next connection is asked again.
            Volatile.Write(ref _isDone, 0);
        }
    }

    /// <returns>The policy; empty if the user may not see it.</returns>
    private static async Task<string> PolicyAsync(IServer primary)
    {
        try
        {
            string memory = (string?)await primary.ExecuteAsync("INFO", "memory").ConfigureAwait(false) ?? "";
            return memory.Split('\n').Select(static line => line.Trim().Split(':')).FirstOrDefault(static line => line[0] == "maxmemory_policy") is [_, var policy] ? policy : "";
        }
        catch (RedisServerException exception) when (IsForbidden(exception))
        {
            try
            {
                return await primary.ExecuteAsync("CONFIG", "GET", "maxmemory-policy").ConfigureAwait(false) is { Length: 2 } pair ? (string?)pair[1] ?? "" : "";
            }
            catch (RedisServerException alsoForbidden) when (IsForbidden(alsoForbidden))
            {
                return "";
            }
        }
    }

    private static bool IsForbidden(RedisServerException exception) =>
        exception.Message.Contains("NOPERM", StringComparison.Ordinal) || exception.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase);
}
