using Microsoft.AspNetCore.Http;

namespace SqsLambda.Local.Http;

/// <summary>Pages that an endpoint serves to browsers beside the operations of SQS.</summary>
internal interface IPages
{
    /// <summary>Whether a request is for them.</summary>
    bool Serves(HttpRequest request);

    /// <summary>Serves a request, which is for them, and checks its host and origin.</summary>
    /// <param name="context">The request.</param>
    /// <param name="stopping">The endpoint stops: nothing is followed any longer.</param>
    Task ServeAsync(HttpContext context, CancellationToken stopping);
}
