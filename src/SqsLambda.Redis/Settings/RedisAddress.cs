using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace SqsLambda.Redis.Settings;

/// <summary>The value of <c>IDEMPOTENCY_REDIS</c>: where Redis is, whether the connection is encrypted, and the user.</summary>
internal sealed class RedisAddress
{
    /// <summary>The allowed values, in words.</summary>
    public const string Allowed =
        "redis://[user@]host[:port][,host[:port]...][/database], or rediss:// for TLS, such as rediss://orders@redis.example.com:6379, without a password";

    private const string Plain = "redis://";
    private const string Encrypted = "rediss://";
    private const int DefaultPort = 6379;
    private const int MaxDatabase = 1_000_000;

    private readonly EndPointCollection _endpoints;
    private readonly bool _isEncrypted;
    private readonly string? _user;
    private readonly int? _database;

    private RedisAddress(EndPointCollection endpoints, bool isEncrypted, string? user, int? database) =>
        (_endpoints, _isEncrypted, _user, _database) = (endpoints, isEncrypted, user, database);

    /// <summary>The user to log in as; <see langword="null"/> if none is named.</summary>
    public string? User => _user;

    /// <summary>Reads a text. A text with a password is not allowed: it would be in the log.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">What it says, if it is allowed.</param>
    /// <param name="wrong">Which part of it is not allowed, and why; never a word of the text itself, which may be a password.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out RedisAddress? address, [NotNullWhen(false)] out string? wrong)
    {
        address = null;
        bool isEncrypted = text.StartsWith(Encrypted, StringComparison.Ordinal);
        if (!isEncrypted && !text.StartsWith(Plain, StringComparison.Ordinal))
        {
            wrong = $"it does not begin with {Plain} or {Encrypted}";
            return false;
        }

        string rest = text[(isEncrypted ? Encrypted : Plain).Length..];
        string? user = null;
        if (rest.LastIndexOf('@') is >= 0 and var at)
        {
            user = Uri.UnescapeDataString(rest[..at]);
            rest = rest[(at + 1)..];
            wrong = WrongInUser(user);
            if (wrong is not null)
            {
                return false;
            }
        }

        int? database = null;
        if (rest.IndexOf('/') is >= 0 and var slash)
        {
            // A slash at the end is the usual end of a URL.
            if (slash < rest.Length - 1)
            {
                if (!int.TryParse(rest.AsSpan(slash + 1), NumberStyles.None, null, out int number) || number > MaxDatabase)
                {
                    wrong = $"the database, after the /, is no number from 0 to {MaxDatabase.ToString("N0", CultureInfo.InvariantCulture)}";
                    return false;
                }

                database = number;
            }

            rest = rest[..slash];
        }

        var endpoints = new EndPointCollection();
        string[] servers = rest.Split(',');
        foreach (string server in servers)
        {
            if (!TryParseServer(server, out EndPoint? endpoint))
            {
                string which = servers.Length > 1 ? $" of server {endpoints.Count + 1}" : "";
                wrong = WrongInServer(server, which);
                return false;
            }

            endpoints.Add(endpoint);
        }

        address = new(endpoints, isEncrypted, user, database);
        wrong = null;
        return true;
    }

    /// <summary>Creates options for a connection.</summary>
    public ConfigurationOptions ToOptions(string? password)
    {
        var options = new ConfigurationOptions { Ssl = _isEncrypted, User = _user, Password = password, DefaultDatabase = _database };
        foreach (EndPoint endpoint in _endpoints)
        {
            options.EndPoints.Add(endpoint);
        }

        return options;
    }

    /// <summary>The servers, for messages.</summary>
    public override string ToString() => $"Redis at {string.Join(',', _endpoints.Select(static endpoint => EndPointCollection.ToString(endpoint)))}";

    private static string? WrongInUser(string user) =>
        user.Length == 0 ? "the user, before the @, is empty"
        : user.Contains(':', StringComparison.Ordinal) ? "there is a : before the @, as if a password followed the user"
        : user.Any(static character => character is '/' or '@' || char.IsControl(character)) ? "the user, before the @, has a /, a second @ or a control character"
        : null;

    private static string WrongInServer(string server, string which)
    {
        int colon = server.LastIndexOf(':');
        bool hasPort = colon > server.LastIndexOf(']');
        return server.Length == 0 || colon == 0 ? $"the host{which} is empty"
            : hasPort && !(int.TryParse(server.AsSpan(colon + 1), NumberStyles.None, null, out int port) && port is > 0 and <= ushort.MaxValue)
                ? $"the port{which} is no number from 1 to {ushort.MaxValue}"
            : $"the host{which} is no name, no IPv4 address such as 10.0.0.1, and no IPv6 address in brackets";
    }

    private static bool TryParseServer(string text, [NotNullWhen(true)] out EndPoint? endpoint)
    {
        endpoint = null;
        if (text.Any(static character => !char.IsAsciiLetterOrDigit(character) && character is not ('.' or '-' or '_' or ':' or '[' or ']'))
            || !Uri.TryCreate($"tcp://{text}", UriKind.Absolute, out Uri? uri) || uri.IdnHost.Length == 0 || uri.Port == 0)
        {
            return false;
        }

        // A number, or a part with a zero before it, would be read as another address: 010.0.0.1 as 8.0.0.1.
        bool isAddress = IPAddress.TryParse(uri.IdnHost, out IPAddress? address);
        if (isAddress && address!.AddressFamily == AddressFamily.InterNetwork && !$"{text}:".StartsWith($"{address}:", StringComparison.Ordinal))
        {
            return false;
        }

        int port = uri.Port > 0 ? uri.Port : DefaultPort;
        endpoint = isAddress ? new IPEndPoint(address!, port) : new DnsEndPoint(uri.IdnHost, port);
        return true;
    }
}
