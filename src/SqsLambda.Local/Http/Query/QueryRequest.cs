using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http.Query;

/// <summary>A request of the Query protocol: an action and its parameters.</summary>
internal sealed class QueryRequest
{
    private readonly QueryNode _parameters;

    private QueryRequest(QueryNode parameters, string action)
    {
        _parameters = parameters;
        Action = action;
    }

    /// <summary>The name of the operation.</summary>
    public string Action { get; }

    /// <summary>Reads the parameters from the URL and from the form in the body. A URL with a path names a queue.</summary>
    /// <exception cref="SqsException">The body is too long, a value is not text, or there is no valid action.</exception>
    public static async ValueTask<QueryRequest> ReadAsync(HttpRequest request, RequestBody body, CancellationToken cancellationToken)
    {
        var parameters = new QueryNode();
        if (request.QueryString is { HasValue: true, Value: { } query })
        {
            QueryForm.Read(Encoding.UTF8.GetBytes(query[1..]), parameters);
        }

        if (Protocols.HasForm(request))
        {
            await body.ReadAsync(
                request, parameters, static (form, root) =>
                {
                    QueryForm.Read(form, root);
                    return root;
                }, cancellationToken);
        }

        string action = parameters.Find("Action")?.Value is { Length: > 0 } named ? named : throw SqsException.MissingAction();
        SetQueueUrl(parameters, request.Path, action);
        return new(parameters, action);
    }

    /// <summary>Reads the parameters as the request that the same operation has in JSON.</summary>
    /// <exception cref="SqsException">A parameter does not have the form of its type.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        byte[] json = new QueryJson(Action, type.Options).Write(_parameters, type);
        return JsonSerializer.Deserialize(json, type)!;
    }

    // AWS refuses these two at the URL of a queue. A parameter QueueUrl comes before the path.
    private static void SetQueueUrl(QueryNode parameters, PathString path, string action)
    {
        string queue = (path.Value ?? "").TrimEnd('/');
        if (queue.Length == 0)
        {
            return;
        }

        if (action is "CreateQueue" or "ListQueues")
        {
            throw SqsException.InvalidAction(action);
        }

        parameters.Add("QueueUrl").Value ??= queue;
    }
}
