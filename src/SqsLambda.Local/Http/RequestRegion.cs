using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http;

/// <summary>The region that a request says, by its signature or else by its host.</summary>
/// <remarks>
/// IAM User Guide, "Elements of an AWS API request signature": the scope of a credential is <c>KEY/20260101/eu-west-1/sqs/aws4_request</c>.
/// Amazon SQS, "endpoints and quotas": hosts are <c>sqs.eu-west-1.amazonaws.com</c> and <c>eu-west-1.queue.amazonaws.com</c>; here
/// <c>localhost</c> may follow.
/// </remarks>
internal static class RequestRegion
{
    private const string CredentialParameter = "X-Amz-Credential";
    private const string CredentialMember = "Credential=";
    private const string Terminator = "/aws4_request";

    /// <summary>The name of the region; empty if the request says none, or something that is no region's name.</summary>
    /// <remarks>It is a part of the request's own text, so that nothing is allocated for a request with a signature in its headers.</remarks>
    public static ReadOnlySpan<char> Of(HttpRequest request)
    {
        ReadOnlySpan<char> region = RegionOrNone(InScope(CredentialOf(request)));
        return !region.IsEmpty ? region : InHost(request.Host.Value);
    }

    /// <summary>The region of the signature if it is no region's name; else empty.</summary>
    public static ReadOnlySpan<char> UnknownOf(HttpRequest request) =>
        InScope(CredentialOf(request)) is { IsEmpty: false } region && !RegionName.IsValid(region) ? region : default;

    private static ReadOnlySpan<char> CredentialOf(HttpRequest request)
    {
        if (request.Headers.Authorization is [{ } header, ..] && header.IndexOf(CredentialMember, StringComparison.Ordinal) is >= 0 and int start)
        {
            var credential = header.AsSpan(start + CredentialMember.Length);
            return credential.IndexOfAny(',', ' ') is >= 0 and int end ? credential[..end] : credential;
        }

        return request.QueryString.HasValue ? request.Query[CredentialParameter].ToString() : default;
    }

    // From its end, as access keys of tests may hold slashes.
    private static ReadOnlySpan<char> InScope(ReadOnlySpan<char> credential)
    {
        if (!credential.EndsWith(Terminator, StringComparison.Ordinal))
        {
            return default;
        }

        ReadOnlySpan<char> keyDateRegion = BeforeLast(credential[..^Terminator.Length], out _);
        BeforeLast(keyDateRegion, out ReadOnlySpan<char> region);
        return region;
    }

    private static ReadOnlySpan<char> InHost(ReadOnlySpan<char> host)
    {
        int dot = host.IndexOf('.');
        if (dot < 0)
        {
            return default;
        }

        ReadOnlySpan<char> first = host[..dot];
        ReadOnlySpan<char> second = BeforeFirstDot(host[(dot + 1)..]);
        return first.Equals("sqs", StringComparison.OrdinalIgnoreCase) ? RegionOfHost(second)
            : second.Equals("queue", StringComparison.OrdinalIgnoreCase) ? RegionOfHost(first)
            : default;
    }

    // Host names are the same in capitals.
    private static ReadOnlySpan<char> RegionOfHost(ReadOnlySpan<char> text) =>
        RegionName.IsValid(text) ? text : RegionOrNone(text.ToString().ToLowerInvariant());

    private static ReadOnlySpan<char> RegionOrNone(ReadOnlySpan<char> text) => RegionName.IsValid(text) ? text : default;

    private static ReadOnlySpan<char> BeforeLast(ReadOnlySpan<char> text, out ReadOnlySpan<char> last)
    {
        int slash = text.LastIndexOf('/');
        last = text[(slash + 1)..];
        return text[..Math.Max(slash, 0)];
    }

    private static ReadOnlySpan<char> BeforeFirstDot(ReadOnlySpan<char> text) => text.IndexOf('.') is >= 0 and int dot ? text[..dot] : text;
}
