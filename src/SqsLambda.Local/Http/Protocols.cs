using Microsoft.AspNetCore.Http;

namespace SqsLambda.Local.Http;

/// <summary>How a request asks for an operation.</summary>
internal enum Protocol
{
    /// <summary>AWS JSON 1.0: the header <c>X-Amz-Target</c> names the operation, and the body is its request.</summary>
    Json,

    /// <summary>AWS Query: the parameter <c>Action</c> in the URL or in a form names the operation. Answers are XML.</summary>
    Query,

    /// <summary>No protocol: somebody looks at the endpoint with a browser, or asks by HEAD whether it is there.</summary>
    Page,

    /// <summary>None: the method is neither POST nor GET.</summary>
    None,
}

/// <summary>Tells the protocols apart.</summary>
internal static class Protocols
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>The protocol of a request.</summary>
    public static Protocol Of(HttpRequest request)
    {
        if (HttpMethods.IsHead(request.Method))
        {
            return Protocol.Page;
        }

        if (HttpMethods.IsGet(request.Method))
        {
            return !request.QueryString.HasValue || (IsFromBrowser(request) && !HasAction(request)) ? Protocol.Page : Protocol.Query;
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            return Protocol.None;
        }

        // A request with a target is JSON, whatever the content type: curl calls any body a form.
        return request.Headers[SqsEndpoint.TargetHeader].Count == 0 && (HasForm(request) || HasAction(request)) ? Protocol.Query : Protocol.Json;
    }

    /// <summary>Whether the body is a form.</summary>
    public static bool HasForm(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) == true;

    private static bool HasAction(HttpRequest request) => request.Query.ContainsKey("Action");

    private static bool IsFromBrowser(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
