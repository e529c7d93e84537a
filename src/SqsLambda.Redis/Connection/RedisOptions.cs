using StackExchange.Redis;

namespace SqsLambda.Redis.Connection;

/// <summary>Makes the options of a connection fit for the store: each wait is short, and nothing is sent after its caller has gone.</summary>
internal static class RedisOptions
{
    /// <summary>The longest time for opening a connection. With TLS it takes several round trips, and more at a cold start.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    // The store itself ends the wait sooner. The client needs this time to notice that one server of a cluster does not answer any more.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    // The store does not listen to messages. Without this, the client would open a second connection for them.
    private static readonly HashSet<string> Unused = ["SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE", "SUNSUBSCRIBE", "PUBLISH", "SPUBLISH"];

    /// <summary>Copies options and bounds the copy.</summary>
    public static ConfigurationOptions Bounded(ConfigurationOptions options)
    {
        ConfigurationOptions bounded = options.Clone();
        bounded.AbortOnConnectFail = true;
        bounded.ConnectRetry = 1;
        bounded.ConnectTimeout = Math.Min(bounded.ConnectTimeout, (int)ConnectTimeout.TotalMilliseconds);
        bounded.AsyncTimeout = (int)AnswerTimeout.TotalMilliseconds;
        bounded.BacklogPolicy = BacklogPolicy.FailFast;
        bounded.IncludeDetailInExceptions = false;
        bounded.IncludePerformanceCountersInExceptions = false;
        bounded.ConfigurationChannel = "";

        // The client counts INFO, which shows the maxmemory-policy, as administration.
        bounded.AllowAdmin = true;
        bounded.TieBreaker = "";
        if (ReferenceEquals(bounded.CommandMap, CommandMap.Default))
        {
            bounded.CommandMap = CommandMap.Create(Unused, available: false);
        }

        return bounded;
    }
}
