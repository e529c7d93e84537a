using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Http.Query;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http;

/// <summary>Serves the requests of an endpoint: operations of SQS by both protocols, and pages.</summary>
/// <param name="regions">The queues.</param>
/// <param name="options">Whom to serve and how much to take.</param>
/// <param name="stopping">The endpoint stops: nothing is waited for any longer.</param>
internal sealed class SqsRequests(SqsRegions regions, EndpointOptions options, CancellationToken stopping)
{
    private const string TargetPrefix = "AmazonSQS.";

    private readonly RegionalOperations _operations = new(regions, options.Notify, stopping);
    private readonly HostGuard _guard = new(options.AllowedHosts);
    private readonly RequestBody _body = new(options.MaxLargeBodies);

    /// <inheritdoc cref="RequestBody.LargeBodies"/>
    public int LargeBodies => _body.LargeBodies;

    public async Task ServeAsync(HttpContext context)
    {
        if (options.Pages is { } pages && pages.Serves(context.Request))
        {
            await pages.ServeAsync(context, stopping);
            return;
        }

        context.Response.Headers[SqsEndpoint.RequestIdHeader] = Guid.NewGuid().ToString();
        var protocol = Protocols.Of(context.Request);
        try
        {
            _guard.Check(context.Request);
            await (protocol switch
            {
                Protocol.Json => OperationOf(context.Request).ServeAsync(context, _body),
                Protocol.Query => ServeQueryAsync(context),
                Protocol.Page => EndpointPage.WriteAsync(context, regions),
                _ => RefuseMethodAsync(context),
            });
        }
        catch (SqsException e)
        {
            await WriteErrorAsync(context, protocol, e);
        }
        catch (JsonException e)
        {
            await WriteErrorAsync(context, protocol, RequestErrors.Of(e));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await WriteErrorAsync(context, protocol, SqsException.RequestTooLarge(EndpointOptions.MaxBodyBytes));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
    }

    private async Task ServeQueryAsync(HttpContext context)
    {
        var query = await QueryRequest.ReadAsync(context.Request, _body, context.RequestAborted);
        var operation = _operations.Of(context.Request).Find(query.Action) ?? throw SqsException.InvalidAction(query.Action);
        await operation.ServeAsync(context, query);
    }

    private Operation OperationOf(HttpRequest request)
    {
        string target = request.Headers[SqsEndpoint.TargetHeader].ToString();
        if (target.Length == 0)
        {
            throw SqsException.MissingAction();
        }

        return target.StartsWith(TargetPrefix, StringComparison.Ordinal)
            ? _operations.Of(request).Get(target[TargetPrefix.Length..])
            : throw SqsException.UnsupportedOperation($"The target {target} is not an operation of Amazon SQS.");
    }

    private static Task RefuseMethodAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, POST";
        return Task.CompletedTask;
    }

    private static Task WriteErrorAsync(HttpContext context, Protocol protocol, SqsException error)
    {
        if (protocol == Protocol.Query)
        {
            return QueryAnswer.WriteErrorAsync(context, error);
        }

        var response = context.Response;
        response.StatusCode = error.HttpStatus;
        response.Headers["x-amzn-query-error"] = $"{error.Code};Sender";
        return Operation.WriteAsync(response, new ErrorResponse(error.Type, error.Message), SqsJsonContext.Aws.ErrorResponse);
    }
}
