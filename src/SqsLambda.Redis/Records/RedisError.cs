using System.Net.Sockets;
using System.Security.Authentication;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Logging;
using SqsLambda.Redis.Connection;
using SqsLambda.Redis.Settings;
using StackExchange.Redis;

namespace SqsLambda.Redis.Records;

/// <summary>Why Redis did not do its part for a key.</summary>
/// <param name="Remedy">What can be done about it.</param>
/// <param name="Reason">The reason for the operator, in one line.</param>
/// <param name="Cause">The exception, if there was one.</param>
internal sealed record RedisError(Remedy Remedy, string Reason, Exception? Cause = null)
{
    /// <summary>Interprets an exception of the client.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="server">The name of the server or the servers.</param>
    public static RedisError Of(Exception exception, string server) => exception switch
    {
        RedisServerException answer => OfAnswer(answer, server),
        RedisPasswordException password => new(Remedy.TryAgain, $"{server} cannot be logged in to: {password.Message}", password),
        LoginRefusedException login => Login(server, login.Message, login),
        SeveralPrimariesException primaries => new(Remedy.TryAgain, $"{server} cannot be used: {primaries.Message}", primaries),
        RedisTimeoutException or TimeoutException or OperationCanceledException => NoAnswer(server),
        _ => OfConnection(exception, server),
    };

    /// <summary>The error for a key that got no answer in time.</summary>
    public static RedisError NoAnswer(string server) => new(Remedy.TryNewConnection, $"{server} did not answer in time");

    public ClaimResult ToClaimResult() => new(Remedy == Remedy.None ? ClaimStatus.Refused : ClaimStatus.Unavailable, Reason: Reason);

    public SettlementResult ToSettlementResult() => new(Remedy == Remedy.None ? SettlementStatus.Refused : SettlementStatus.Unavailable, Reason);

    // What the client appends to the texts of its exceptions: the state of its buffers, threads and timers.
    private const char Details = ';';

    // The client does not recognize a missing permission in a script or while it logs in.
    private static RedisError OfAnswer(RedisServerException exception, string server)
    {
        string text = TextOf(exception);
        return exception.Kind switch
        {
            RedisErrorKind.NoScript => new(Remedy.SendScript, $"{server} does not know the script: {text}", exception),
            RedisErrorKind.OutOfMemory => new(Remedy.TryAgain, $"{server} is full: {text}", exception),
            RedisErrorKind.ReadOnly => new(Remedy.TryNewConnection, $"{server} is read-only, as a replica is after a failover: {text}", exception),
            RedisErrorKind.Loading => new(Remedy.TryAgain, $"{server} is starting: {text}", exception),
            RedisErrorKind.UnknownRedirectTarget => new(Remedy.TryNewConnection, $"{server} is changing its cluster: {text}", exception),
            RedisErrorKind.ClusterDown or RedisErrorKind.MasterDown or RedisErrorKind.TryAgain =>
                new(Remedy.TryAgain, $"{server} is changing its cluster: {text}", exception),
            RedisErrorKind.WrongPass or RedisErrorKind.NoAuth => Login(server, text, exception),
            RedisErrorKind.NoPermission => NoPermission(server, text, exception),
            RedisErrorKind.WrongType => new(Remedy.None, $"{server} has something else under the key of the record: {text}", exception),
            _ when text.StartsWith("NOPERM", StringComparison.Ordinal) || text.Contains("The user executing the script", StringComparison.Ordinal) =>
                NoPermission(server, text, exception),
            _ when text.Contains("DB index is out of range", StringComparison.Ordinal) || text.Contains("SELECT is not allowed in cluster mode", StringComparison.Ordinal) =>
                NoDatabase(server, text, exception),
            _ => new(Remedy.TryAgain, $"{server} answered with an error: {text}", exception),
        };
    }

    private static RedisError OfConnection(Exception exception, string server)
    {
        if (exception is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure })
        {
            // The client says the same of a connection that is cut while TLS begins, as when the server restarts behind a load balancer.
            Exception? tls = Causes(exception).FirstOrDefault(static cause => cause is AuthenticationException or IOException);
            string text = TextOf(Causes(exception).OfType<RedisServerException>().FirstOrDefault() ?? exception);
            return tls is AuthenticationException certificate ? NoTls(server, certificate, exception)
                : tls is not null ? Unreachable(server, tls.Message, exception)
                : ConnectionCheck.CanShow(text) ? Login(server, text, exception)
                : Of(new LoginRefusedException(), server);
        }

        return Causes(exception).Select(cause => cause switch
        {
            AuthenticationException tls => NoTls(server, tls, exception),
            SocketException socket => Unreachable(server, socket.Message, exception),
            RedisServerException answer => OfAnswer(answer, server) with { Cause = exception },
            // The client has no kind for it.
            { Message: var text } when text.Contains("database does not exist", StringComparison.OrdinalIgnoreCase)
                || text.Contains("Multiple databases are not supported", StringComparison.Ordinal) =>
                NoDatabase(server, LogText.OneLine(text.Split(Details)[0]), exception),
            _ => null,
        }).FirstOrDefault(static error => error is not null)
            ?? Unreachable(server, exception.Message.Split(Details)[0], exception);
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    // The client puts the kind of the error before some of the texts of the server.
    private static string TextOf(Exception exception)
    {
        const string Kind = "SimpleError: ";
        string text = LogText.OneLine(exception.Message);
        return text.StartsWith(Kind, StringComparison.Ordinal) ? text[Kind.Length..] : text;
    }

    private static RedisError Login(string server, string text, Exception exception) =>
        new(
            Remedy.None,
            $"{server} refuses the login: {text.TrimEnd('.')}. Check the user in {RedisIdempotency.AddressVariable}, "
            + $"and the password in {RedisIdempotency.PasswordVariable} or in the file that {RedisIdempotency.PasswordFileVariable} names",
            exception);

    private static RedisError Unreachable(string server, string text, Exception exception) =>
        new(Remedy.TryNewConnection, $"{server} cannot be reached: {LogText.OneLine(text)}", exception);

    private static RedisError NoDatabase(string server, string text, Exception exception) =>
        new(Remedy.None, $"{server} has no such database: {text}", exception);

    private static RedisError NoPermission(string server, string text, Exception exception) =>
        new(Remedy.None, $"{server} does not allow the user what the store needs: {text}", exception);

    private static RedisError NoTls(string server, AuthenticationException tls, Exception exception) =>
        new(Remedy.None, $"{server} cannot be trusted: {LogText.OneLine(tls.Message)}", exception);
}

/// <summary>What can be done about an error.</summary>
internal enum Remedy
{
    /// <summary>Another attempt cannot succeed.</summary>
    None,

    /// <summary>Another attempt may succeed later.</summary>
    TryAgain,

    /// <summary>The script must be sent again, with its text.</summary>
    SendScript,

    /// <summary>Another attempt may succeed at once, on a new connection. It is not known whether anything was done.</summary>
    TryNewConnection,
}
