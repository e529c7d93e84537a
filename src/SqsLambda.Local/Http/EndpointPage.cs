using System.Text;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Http;

/// <summary>What somebody sees who looks at the endpoint with a browser: the queues of all regions.</summary>
internal static class EndpointPage
{
    private const string Title = "SqsLambda.Local: an Amazon SQS endpoint for this machine (AWS JSON 1.0 by POST, AWS Query by POST and GET).";

    public static Task WriteAsync(HttpContext context, SqsRegions regions)
    {
        var page = new StringBuilder(Title).Append('\n');
        foreach (SqsService region in regions.All)
        {
            foreach (SqsQueue queue in region.ListQueues().Queues)
            {
                QueueCounts counts = queue.CountsOrNone;
                page.Append('\n').Append(region.Region).Append("  ").Append(QueueUrls.Of(queue, context))
                    .Append($"  visible {counts.Visible}, in flight {counts.NotVisible}, delayed {counts.Delayed}");
            }
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(page.Append('\n').ToString());
    }
}
