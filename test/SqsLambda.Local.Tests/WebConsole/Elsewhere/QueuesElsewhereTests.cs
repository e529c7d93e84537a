using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Tests.Http;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Elsewhere;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.Tests.WebConsole.Elsewhere;

/// <summary>The counts of a queue of another process, which for the console is this one.</summary>
public sealed class QueuesElsewhereTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task They_are_asked_for_when_a_page_looks_and_at_most_every_five_seconds()
    {
        using var client = new CountingClient(endpoint.Url);
        QueueElsewhere queue = await CreateAsync(client, "counts");
        await client.SendMessageAsync(queue.Url, "a");
        await client.SendMessageAsync(new SendMessageRequest(queue.Url, "b") { DelaySeconds = 60 });
        var queues = new QueuesElsewhere(client, [queue], new(new MessageMemory()) { TimeProvider = _clock });
        QueueRow row = Assert.Single(queues.Read().Rows);
        Assert.Equal(("counts", "us-east-1", true, null), (row.Name, row.Region, row.IsElsewhere, row.Depth));
        Assert.Equal(0, client.Requests);

        queues.Look();
        await queues.Asked;
        queues.Look();
        _clock.Advance(QueuesElsewhere.TimeBetweenRequests - TimeSpan.FromMilliseconds(1));
        queues.Look();

        row = Assert.Single(queues.Read().Rows);
        Assert.Equal((1, 0, 1, null), (row.Visible, row.InFlight, row.Delayed, row.Problem));
        Assert.Equal(1, client.Requests);
        await client.SendMessageAsync(queue.Url, "c");
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        queues.Look();
        await queues.Asked;
        Assert.Equal(2, Assert.Single(queues.Read().Rows).Visible);
    }

    [Fact]
    public async Task Old_counts_are_not_told_as_those_of_now()
    {
        using var client = new CountingClient(endpoint.Url);
        var queues = new QueuesElsewhere(client, [await CreateAsync(client, "old")], new(new MessageMemory()) { TimeProvider = _clock });
        queues.Look();
        await queues.Asked;

        _clock.Advance(2 * QueuesElsewhere.TimeBetweenRequests);
        Assert.Equal(0, Assert.Single(queues.Read().Rows).Depth);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(Assert.Single(queues.Read().Rows).Depth);
    }

    [Fact]
    public async Task Why_they_are_not_known_is_told_and_the_old_ones_stay_for_a_while()
    {
        using var client = new CountingClient(endpoint.Url);
        QueueElsewhere queue = await CreateAsync(client, "gone");
        await client.SendMessageAsync(queue.Url, "a");
        var queues = new QueuesElsewhere(client, [queue], new(new MessageMemory()) { TimeProvider = _clock });
        queues.Look();
        await queues.Asked;
        await client.DeleteQueueAsync(queue.Url);
        _clock.Advance(QueuesElsewhere.TimeBetweenRequests);

        queues.Look();
        await queues.Asked;

        QueueRow row = Assert.Single(queues.Read().Rows);
        Assert.Equal((1, "SQS does not tell its counts: The specified queue does not exist."), (row.Visible, row.Problem));
    }

    private static async Task<QueueElsewhere> CreateAsync(CountingClient client, string name) =>
        new($"arn:aws:sqs:us-east-1:000000000000:{name}", (await client.CreateQueueAsync(name)).QueueUrl, null);

    private sealed class CountingClient(string url)
        : AmazonSQSClient(new BasicAWSCredentials("test", "test"), new AmazonSQSConfig { ServiceURL = url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 })
    {
        private int _requests;

        public int Requests => _requests;

        public override Task<GetQueueAttributesResponse> GetQueueAttributesAsync(GetQueueAttributesRequest request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _requests);
            return base.GetQueueAttributesAsync(request, cancellationToken);
        }
    }
}
