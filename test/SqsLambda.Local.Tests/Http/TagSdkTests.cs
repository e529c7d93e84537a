using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

public sealed class TagSdkTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Fact]
    public async Task A_queue_is_created_with_tags_and_tagged_and_untagged()
    {
        string url = await CreateAsync(new() { ["team"] = "orders" });
        Assert.Equal(new() { ["team"] = "orders" }, await TagsAsync(url));

        await Sqs.TagQueueAsync(new TagQueueRequest { QueueUrl = url, Tags = new() { ["team"] = "billing", ["empty"] = "" } });
        Assert.Equivalent(new Dictionary<string, string> { ["team"] = "billing", ["empty"] = "" }, await TagsAsync(url), strict: true);

        await UntagAsync(url, "team", "none");
        Assert.Equal(new() { ["empty"] = "" }, await TagsAsync(url));
    }

    [Fact]
    public async Task A_queue_without_tags_answers_an_empty_object()
    {
        string url = await CreateAsync();
        Assert.Null(await TagsAsync(url));

        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url)
        {
            Content = new StringContent($$"""{"QueueUrl":"{{url}}"}"""),
            Headers = { { "X-Amz-Target", "AmazonSQS.ListQueueTags" } },
        };
        using var response = await endpoint.Http.SendAsync(request);
        Assert.Equal("{}", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Tags_that_are_refused_are_answered_with_the_code_and_text_of_SQS()
    {
        string url = await CreateAsync();
        string name = url[(url.LastIndexOf('/') + 1)..];

        await ExpectAsync("MissingParameter", "The request must contain the parameter Tags.", Tag([]));
        await ExpectAsync("InvalidParameterValue", $"Too many tags added for queue {name}.", Tag(Enumerable.Range(0, 51).ToDictionary(i => $"{i}", _ => "")));
        await ExpectAsync(
            "InvalidParameterValue", "Tag keys can't begin with 'aws:', which is reserved for internal use.", Tag(new() { ["aws:a"] = "" }));
        await ExpectAsync("InvalidParameterValue", "Tag keys must be between 1 and 128 characters in length.", () => UntagAsync(url, ""));
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => TagsAsync(url + "-none"));

        Func<Task> Tag(Dictionary<string, string> tags) => () => Sqs.TagQueueAsync(new TagQueueRequest { QueueUrl = url, Tags = tags });
    }

    private static async Task ExpectAsync(string code, string message, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<AmazonSQSException>(action);
        Assert.Equal((code, message), (error.ErrorCode, error.Message));
    }

    private async Task<string> CreateAsync(Dictionary<string, string>? tags = null) =>
        (await Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = $"q-{Guid.NewGuid():N}", Tags = tags })).QueueUrl;

    private Task<UntagQueueResponse> UntagAsync(string url, params string[] keys) =>
        Sqs.UntagQueueAsync(new UntagQueueRequest { QueueUrl = url, TagKeys = [.. keys] });

    private async Task<Dictionary<string, string>> TagsAsync(string url) =>
        (await Sqs.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = url })).Tags;
}
