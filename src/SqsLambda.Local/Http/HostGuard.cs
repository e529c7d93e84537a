using System.Net;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http;

/// <summary>
/// Refuses requests from web pages. A page can make its own host name resolve to 127.0.0.1 ("DNS rebinding"), so only names of the loopback
/// interface are served. A page can also send requests from its own origin, so foreign origins are refused.
/// </summary>
/// <param name="allowedHosts">Further names to serve, without a port.</param>
internal sealed class HostGuard(IEnumerable<string> allowedHosts)
{
    private readonly HashSet<string> _allowed = new(allowedHosts.Select(Normalize), StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a request with a foreign host or origin.</summary>
    /// <exception cref="SqsException">The request is refused: 403.</exception>
    public void Check(HttpRequest request)
    {
        string host = request.Host.Host;
        if (!IsServed(host))
        {
            throw SqsException.AccessDenied(
                host.Length == 0
                    ? "The request names no host. Only names of the loopback interface are served, such as localhost."
                    : $"The host {host} is not served: only names of the loopback interface are, such as localhost, and those given by --allow-host.");
        }

        foreach (string? origin in request.Headers.Origin)
        {
            if (!IsServedOrigin(origin))
            {
                throw SqsException.AccessDenied($"Requests from the web page {origin} are not served.");
            }
        }

        if (request.Headers["Sec-Fetch-Site"].Contains("cross-site", StringComparer.OrdinalIgnoreCase))
        {
            throw SqsException.AccessDenied("Requests from web pages of other sites are not served.");
        }
    }

    private bool IsServedOrigin(string? origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) && page.Scheme is "http" or "https" && IsServed(page.Host);

    private bool IsServed(string host)
    {
        host = Normalize(host);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address))
            || _allowed.Contains(host);
    }

    // "localhost." is the same name as "localhost". IPv6 addresses come with and without brackets.
    private static string Normalize(string host) => host.TrimEnd('.').Trim('[', ']');
}
