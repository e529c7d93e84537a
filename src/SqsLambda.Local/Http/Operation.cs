using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Http.Query;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http;

/// <summary>An operation of SQS: reads the request, runs it and writes the answer, in either protocol.</summary>
internal abstract class Operation
{
    private const string ContentType = "application/x-amz-json-1.0";

    /// <summary>Serves a request in JSON.</summary>
    /// <exception cref="SqsException">SQS answers with an error.</exception>
    /// <exception cref="JsonException">The request body is not JSON of the right form.</exception>
    public abstract Task ServeAsync(HttpContext context, RequestBody body);

    /// <summary>Serves a request of the Query protocol.</summary>
    /// <exception cref="SqsException">SQS answers with an error.</exception>
    public abstract Task ServeAsync(HttpContext context, QueryRequest query);

    /// <summary>An operation with an answer.</summary>
    public static Operation Of<TRequest, TResponse>(
        JsonTypeInfo<TRequest> request, JsonTypeInfo<TResponse> response, Func<TRequest, HttpContext, ValueTask<TResponse>> serve)
        where TRequest : class =>
        new Answering<TRequest, TResponse>(request, response, serve);

    /// <summary>An operation without an answer.</summary>
    public static Operation Of<TRequest>(JsonTypeInfo<TRequest> request, Action<TRequest> serve)
        where TRequest : class =>
        new Silent<TRequest>(request, serve);

    /// <summary>Writes an answer.</summary>
    public static Task WriteAsync<T>(HttpResponse response, T value, JsonTypeInfo<T> type)
    {
        // AWS sends the length and no chunks.
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        response.ContentType = ContentType;
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json).AsTask();
    }

    private sealed class Answering<TRequest, TResponse>(
        JsonTypeInfo<TRequest> request, JsonTypeInfo<TResponse> response, Func<TRequest, HttpContext, ValueTask<TResponse>> serve) : Operation
        where TRequest : class
    {
        public override async Task ServeAsync(HttpContext context, RequestBody body)
        {
            TRequest asked = await body.ReadAsync(context.Request, request, context.RequestAborted);
            await WriteAsync(context.Response, await serve(asked, context), response);
        }

        public override async Task ServeAsync(HttpContext context, QueryRequest query) =>
            await QueryAnswer.WriteAsync(context, query.Action, await serve(query.Read(request), context), response);
    }

    private sealed class Silent<TRequest>(JsonTypeInfo<TRequest> request, Action<TRequest> serve) : Operation
        where TRequest : class
    {
        public override async Task ServeAsync(HttpContext context, RequestBody body)
        {
            serve(await body.ReadAsync(context.Request, request, context.RequestAborted));
            context.Response.ContentType = ContentType;
            context.Response.ContentLength = 0;
        }

        public override Task ServeAsync(HttpContext context, QueryRequest query)
        {
            serve(query.Read(request));
            return QueryAnswer.WriteNothingAsync(context, query.Action);
        }
    }
}
