using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

public sealed class DeadLetterSourceSdkTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Fact]
    public async Task Dead_letter_source_queues_are_listed_in_pages()
    {
        string dead = (await Sqs.CreateQueueAsync(NewName())).QueueUrl;
        string arn = (await Sqs.GetQueueAttributesAsync(dead, ["QueueArn"])).QueueARN;
        List<string> sources = [];
        foreach (int _ in Enumerable.Range(0, 3))
        {
            sources.Add((await Sqs.CreateQueueAsync(new CreateQueueRequest
            {
                QueueName = NewName(),
                Attributes = new() { ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":3}""" },
            })).QueueUrl);
        }

        sources.Sort(StringComparer.Ordinal);
        Assert.Equal(sources, (await ListAsync(dead)).QueueUrls);
        var first = await ListAsync(dead, 2);
        var second = await ListAsync(dead, 2, first.NextToken);
        Assert.Equal(sources, [.. first.QueueUrls, .. second.QueueUrls]);
        Assert.Null(second.NextToken);
        Assert.Empty((await ListAsync(sources[0])).QueueUrls);
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_has_no_source_queues_to_list() =>
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => ListAsync($"{endpoint.Url}/000000000000/none"));

    private static string NewName() => $"q-{Guid.NewGuid():N}";

    private Task<ListDeadLetterSourceQueuesResponse> ListAsync(string url, int? maxResults = null, string? nextToken = null) =>
        Sqs.ListDeadLetterSourceQueuesAsync(new ListDeadLetterSourceQueuesRequest { QueueUrl = url, MaxResults = maxResults, NextToken = nextToken });
}
