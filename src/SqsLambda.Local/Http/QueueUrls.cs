using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Http;

/// <summary>The URLs of queues: <c>http://127.0.0.1:4566/000000000000/queue</c>.</summary>
internal static class QueueUrls
{
    /// <summary>The URL of a queue by the host that the client itself used, so that it surely can reach it.</summary>
    public static string Of(SqsQueue queue, HttpContext context)
    {
        string host = context.Request.Host is { HasValue: true } given
            ? given.Value
            : $"{context.Connection.LocalIpAddress}:{context.Connection.LocalPort}";
        return Of(queue.Name, $"http://{host}");
    }

    /// <summary>The URLs of queues by the host that the client itself used.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<SqsQueue> queues, HttpContext context) => [.. queues.Select(queue => Of(queue, context))];

    /// <summary>The URL of a queue at an endpoint.</summary>
    public static string Of(string queueName, string endpoint) => $"{endpoint}/{QueueName.AccountId}/{queueName}";

    /// <summary>The name of the queue: the last segment of its URL. A name by itself will do.</summary>
    public static string NameIn(string queueUrl) => queueUrl[(queueUrl.LastIndexOf('/') + 1)..];
}
