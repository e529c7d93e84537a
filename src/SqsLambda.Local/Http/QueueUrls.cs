using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Http;

/// <summary>The URLs of queues: <c>http://127.0.0.1:9324/000000000000/queue</c>.</summary>
internal static class QueueUrls
{
    /// <summary>The URL of a queue with the host of the request, which the client can reach. <see cref="HostGuard"/> has checked it.</summary>
    public static string Of(SqsQueue queue, HttpContext context) => Of(queue.Name, $"http://{context.Request.Host.Value}");

    /// <summary>The URLs of queues with the host of the request.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<SqsQueue> queues, HttpContext context) => [.. queues.Select(queue => Of(queue, context))];

    /// <summary>The URL of a queue at an endpoint.</summary>
    public static string Of(string queueName, string endpoint) => $"{endpoint}/{QueueName.AccountId}/{queueName}";

    /// <summary>The name of the queue: the last segment of its URL. A name alone is accepted too.</summary>
    public static string NameIn(string queueUrl) => queueUrl[(queueUrl.LastIndexOf('/') + 1)..];
}
