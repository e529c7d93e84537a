using System.Net;
using System.Text.Json.Nodes;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>Two regions at one endpoint, by two clients of AWSSDK.SQS.</summary>
public sealed class RegionSdkTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>, IDisposable
{
    private const string Here = "us-east-1";
    private const string There = "eu-west-1";

    private static readonly SdkError NoQueue = new("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");

    private readonly AmazonSQSClient _here = endpoint.NewClient(Here);
    private readonly AmazonSQSClient _there = endpoint.NewClient(There);

    [Fact]
    public async Task Queues_of_one_name_in_two_regions_have_one_URL_and_nothing_in_common()
    {
        string name = NewName();
        string url = await CreateAsync(_here, name, ("VisibilityTimeout", "10"));
        Assert.Equal(url, await CreateAsync(_there, name, ("VisibilityTimeout", "20")));
        await _here.SendMessageAsync(url, "here");
        await _there.SendMessageAsync(url, "there");
        await _here.TagQueueAsync(new TagQueueRequest { QueueUrl = url, Tags = new() { ["at"] = "here" } });

        Message here = Assert.Single((await _here.ReceiveMessageAsync(url)).Messages);
        Message there = Assert.Single((await _there.ReceiveMessageAsync(url)).Messages);

        Assert.Equal(("here", "there"), (here.Body, there.Body));
        Assert.Equal(
            [$"arn:aws:sqs:{Here}:000000000000:{name}", "10", $"arn:aws:sqs:{There}:000000000000:{name}", "20"],
            [.. await ArnAndTimeoutAsync(_here, url), .. await ArnAndTimeoutAsync(_there, url)]);
        Assert.Null((await _there.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = url })).Tags);
        await new SdkError("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", $"The input receipt handle \"{here.ReceiptHandle}\" is not a valid receipt handle.")
            .ExpectAsync(() => _there.DeleteMessageAsync(url, here.ReceiptHandle));

        await _here.PurgeQueueAsync(url);
        await _there.PurgeQueueAsync(url);
        await _here.DeleteQueueAsync(url);
        await NoQueue.ExpectAsync(() => _here.SendMessageAsync(url, "gone"));
        await _there.SendMessageAsync(url, "still there");
    }

    [Fact]
    public async Task A_FIFO_queue_knows_no_deduplication_id_of_another_region()
    {
        string name = NewName() + ".fifo";
        string url = await CreateAsync(_here, name, ("FifoQueue", "true"));
        await CreateAsync(_there, name, ("FifoQueue", "true"));
        foreach (AmazonSQSClient client in (AmazonSQSClient[])[_here, _there, _here])
        {
            await client.SendMessageAsync(new SendMessageRequest(url, client == _here ? "here" : "there") { MessageGroupId = "g", MessageDeduplicationId = "id" });
        }

        Assert.Equal("here", Assert.Single((await _here.ReceiveMessageAsync(url)).Messages).Body);
        Assert.Equal("there", Assert.Single((await _there.ReceiveMessageAsync(url)).Messages).Body);
    }

    [Fact]
    public async Task A_region_lists_its_own_queues_and_finds_no_other()
    {
        string prefix = NewName();
        string here = await CreateAsync(_here, $"{prefix}-here");
        string there = await CreateAsync(_there, $"{prefix}-there");

        Assert.Equal([here], (await _here.ListQueuesAsync(prefix)).QueueUrls);
        Assert.Equal([there], (await _there.ListQueuesAsync(prefix)).QueueUrls);
        Assert.Equal(there, (await _there.GetQueueUrlAsync($"{prefix}-there")).QueueUrl);
        await NoQueue.ExpectAsync(() => _here.GetQueueUrlAsync($"{prefix}-there"));
        await NoQueue.ExpectAsync(() => _here.SendMessageAsync(there, "a"));
        await NoQueue.ExpectAsync(() => _here.DeleteQueueAsync(there));
    }

    [Fact]
    public async Task A_dead_letter_queue_must_be_in_the_region_of_its_source()
    {
        string name = NewName();
        string dead = await CreateAsync(_there, $"{name}-dead");
        await CreateAsync(_here, $"{name}-dead");
        string policy = Redrive(await ArnAsync(_there, dead));
        SdkError otherRegion = SdkError.InvalidParameterValue(policy, "RedrivePolicy", "Dead-letter target must be in same region as the source.");

        await otherRegion.ExpectAsync(() => CreateAsync(_here, name, ("RedrivePolicy", policy)));
        string url = await CreateAsync(_here, name);
        await otherRegion.ExpectAsync(() => _here.SetQueueAttributesAsync(url, new() { ["RedrivePolicy"] = policy }));

        await CreateAsync(_there, name, ("RedrivePolicy", policy), ("VisibilityTimeout", "0"));
        Assert.Equal([url], (await _there.ListDeadLetterSourceQueuesAsync(new ListDeadLetterSourceQueuesRequest { QueueUrl = dead })).QueueUrls);
        Assert.Empty((await _here.ListDeadLetterSourceQueuesAsync(new ListDeadLetterSourceQueuesRequest { QueueUrl = dead })).QueueUrls);
        await _there.SendMessageAsync(url, "a");
        Assert.Single((await _there.ReceiveMessageAsync(url)).Messages);
        Assert.Null((await _there.ReceiveMessageAsync(url)).Messages);
        Assert.Equal((0, 1), (endpoint.QueueOf(dead, Here).Counts.Total, endpoint.QueueOf(dead, There).Counts.Total));
    }

    [Fact]
    public async Task A_message_move_task_is_one_of_its_region()
    {
        string name = NewName();
        string dead = await CreateAsync(_there, $"{name}-dead");
        string deadArn = await ArnAsync(_there, dead);
        string url = await CreateAsync(_there, name, ("RedrivePolicy", Redrive(deadArn)));
        string hereArn = await ArnAsync(_here, await CreateAsync(_here, name));
        await _there.SendMessageBatchAsync(dead, [new("1", "1"), new("2", "2")]);
        SdkError noSource = NoResource("SourceArn");

        await noSource.ExpectAsync(() => _here.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = deadArn }));
        await noSource.ExpectAsync(() => _here.ListMessageMoveTasksAsync(new ListMessageMoveTasksRequest { SourceArn = deadArn }));
        await NoResource("DestinationArn").ExpectAsync(
            () => _there.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = deadArn, DestinationArn = hereArn }));

        string handle = (await _there.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest
        {
            SourceArn = deadArn,
            DestinationArn = await ArnAsync(_there, url),
            MaxNumberOfMessagesPerSecond = 1,
        })).TaskHandle;
        await noSource.ExpectAsync(() => _here.CancelMessageMoveTaskAsync(new CancelMessageMoveTaskRequest { TaskHandle = handle }));
        await EndpointFixture.UntilAsync(() =>
        {
            endpoint.Pass(1);
            return !endpoint.QueueOf(dead, There).MoveTasks.HasActive;
        });

        Assert.Equal(
            (2, 0, 0), (endpoint.QueueOf(url, There).Counts.Total, endpoint.QueueOf(dead, There).Counts.Total, endpoint.QueueOf(url, Here).Counts.Total));
    }

    [Theory]
    [InlineData(null, null, Here)]
    [InlineData("AWS4-HMAC-SHA256 Credential=KEY/20260101/no-region/sqs/aws4_request", null, Here)]
    [InlineData("AWS4-HMAC-SHA256 Credential=KEY/20260101/eu-west-1/sqs/aws4_request", null, There)]
    [InlineData(null, "sqs.eu-west-1.localhost", There)]
    [InlineData(null, "eu-west-1.queue.localhost", There)]
    [InlineData("AWS4-HMAC-SHA256 Credential=KEY/20260101/us-east-1/sqs/aws4_request", "sqs.eu-west-1.localhost", Here)]
    public async Task A_request_without_a_region_uses_the_default_one(string? authorization, string? host, string region)
    {
        string name = NewName();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url)
        {
            Content = new StringContent($$"""{"QueueName":"{{name}}"}"""),
            Headers = { { "X-Amz-Target", "AmazonSQS.CreateQueue" } },
        };
        request.Headers.Host = host;
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using HttpResponseMessage response = await endpoint.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string url = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["QueueUrl"]!.GetValue<string>();
        Assert.Equal($"http://{host ?? new Uri(endpoint.Url).Authority}/000000000000/{name}", url);
        Assert.Equal($"arn:aws:sqs:{region}:000000000000:{name}", endpoint.QueueOf(url, region).Arn);
        await NoQueue.ExpectAsync(() => (region == Here ? _there : _here).GetQueueUrlAsync(name));
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    private static SdkError NoResource(string parameter) =>
        new("ResourceNotFound", "ResourceNotFoundException", $"The resource that you specified for the {parameter} parameter doesn't exist.", HttpStatusCode.NotFound);

    private static string NewName() => $"q-{Guid.NewGuid():N}";

    private static string Redrive(string arn) => $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":1}""";

    private static async Task<string> CreateAsync(AmazonSQSClient client, string name, params (string Name, string Value)[] attributes) =>
        (await client.CreateQueueAsync(new CreateQueueRequest(name)
        {
            Attributes = attributes.ToDictionary(static attribute => attribute.Name, static attribute => attribute.Value),
        })).QueueUrl;

    private static async Task<string> ArnAsync(AmazonSQSClient client, string url) =>
        (await client.GetQueueAttributesAsync(url, ["QueueArn"])).Attributes["QueueArn"];

    private static async Task<string[]> ArnAndTimeoutAsync(AmazonSQSClient client, string url)
    {
        var attributes = (await client.GetQueueAttributesAsync(url, ["QueueArn", "VisibilityTimeout"])).Attributes;
        return [attributes["QueueArn"], attributes["VisibilityTimeout"]];
    }
}
