using System.Net.Sockets;
using System.Security.Authentication;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Logging;
using StackExchange.Redis;

namespace SqsLambda.Redis.Records;

/// <summary>Why Redis did not do its part for a key.</summary>
/// <param name="Kind">What can be done about it.</param>
/// <param name="Reason">The reason for the operator, in one line.</param>
/// <param name="Cause">The exception, if there was one.</param>
internal sealed record RedisError(RedisErrorKind Kind, string Reason, Exception? Cause = null)
{
    /// <summary>Interprets an exception of the client.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="server">The name of the server or the servers.</param>
    public static RedisError Of(Exception exception, string server) => exception switch
    {
        RedisServerException answer => OfAnswer(answer, server),
        RedisTimeoutException or TimeoutException or OperationCanceledException => NoAnswer(server),
        _ => OfConnection(exception, server),
    };

    /// <summary>The error for a key that got no answer in time.</summary>
    public static RedisError NoAnswer(string server) => new(RedisErrorKind.NoAnswer, $"{server} did not answer in time");

    public ClaimResult ToClaimResult() => new(Kind == RedisErrorKind.Refused ? ClaimStatus.Refused : ClaimStatus.Unavailable, Reason: Reason);

    public SettlementResult ToSettlementResult() => new(Kind == RedisErrorKind.Refused ? SettlementStatus.Refused : SettlementStatus.Unavailable, Reason);

    // Redis documentation, "RESP protocol specification": the first word of an error is its code. Errors of a command in a script have the code of
    // the command, but a missing permission has the code ERR.
    private static RedisError OfAnswer(RedisServerException exception, string server)
    {
        string text = LogText.OneLine(exception.Message);
        return text.Split(' ')[0] switch
        {
            "NOSCRIPT" => new(RedisErrorKind.NoScript, $"{server} does not know the script: {text}", exception),
            "OOM" => new(RedisErrorKind.Passing, $"{server} is full: {text}", exception),
            "READONLY" => new(RedisErrorKind.Stale, $"{server} is read-only, as a replica is after a failover: {text}", exception),
            "LOADING" => new(RedisErrorKind.Passing, $"{server} is starting: {text}", exception),
            "CLUSTERDOWN" or "MASTERDOWN" or "TRYAGAIN" => new(RedisErrorKind.Passing, $"{server} is changing its cluster: {text}", exception),
            "WRONGPASS" or "NOAUTH" => Login(server, text, exception),
            "NOPERM" => NoPermission(server, text, exception),
            "WRONGTYPE" => new(RedisErrorKind.Refused, $"{server} has something else under the key of the record: {text}", exception),
            _ when text.Contains("The user executing the script", StringComparison.Ordinal) => NoPermission(server, text, exception),
            _ => new(RedisErrorKind.Passing, $"{server} refused a call: {text}", exception),
        };
    }

    private static RedisError OfConnection(Exception exception, string server)
    {
        if (exception is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure })
        {
            return Causes(exception).OfType<AuthenticationException>().FirstOrDefault() is { } tls
                ? NoTls(server, tls, exception)
                : Login(server, LogText.OneLine((Causes(exception).OfType<RedisServerException>().FirstOrDefault() ?? exception).Message), exception);
        }

        return Causes(exception).Select(cause => cause switch
        {
            AuthenticationException tls => NoTls(server, tls, exception),
            SocketException socket => new(RedisErrorKind.NoConnection, $"{server} cannot be reached: {LogText.OneLine(socket.Message)}", exception),
            RedisServerException answer => OfAnswer(answer, server) with { Cause = exception },
            _ => null,
        }).FirstOrDefault(static error => error is not null)
            ?? new(RedisErrorKind.NoConnection, $"{server} cannot be reached: {LogText.OneLine(exception.Message)}", exception);
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static RedisError Login(string server, string text, Exception exception) =>
        new(RedisErrorKind.Refused, $"{server} refuses the login: {text}", exception);

    private static RedisError NoPermission(string server, string text, Exception exception) =>
        new(RedisErrorKind.Refused, $"{server} does not allow the user what the store needs: {text}", exception);

    private static RedisError NoTls(string server, AuthenticationException tls, Exception exception) =>
        new(RedisErrorKind.Refused, $"{server} cannot be trusted: {LogText.OneLine(tls.Message)}", exception);
}

/// <summary>What can be done about an error.</summary>
internal enum RedisErrorKind
{
    /// <summary>Another attempt cannot succeed.</summary>
    Refused,

    /// <summary>Another attempt may succeed.</summary>
    Passing,

    /// <summary>The script must be sent again.</summary>
    NoScript,

    /// <summary>Another attempt may succeed on a new connection, which may lead to another server.</summary>
    Stale,

    /// <summary>Another attempt may succeed on a new connection.</summary>
    NoConnection,

    /// <summary>It is not known whether anything was done. Another attempt may succeed.</summary>
    NoAnswer,
}
