using Amazon.Runtime;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>The numbers of SQS, at their bounds and one beyond, as the SDK sees them.</summary>
public sealed class SdkLimitTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private const int MiB = 1_048_576;

    [Theory]
    [InlineData("MaximumMessageSize", 1_024, 1_048_576)]
    [InlineData("VisibilityTimeout", 0, 43_200)]
    [InlineData("DelaySeconds", 0, 900)]
    [InlineData("MessageRetentionPeriod", 60, 1_209_600)]
    [InlineData("ReceiveMessageWaitTimeSeconds", 0, 20)]
    [InlineData("KmsDataKeyReusePeriodSeconds", 60, 86_400)]
    public async Task A_queue_attribute_has_its_range(string name, int min, int max)
    {
        await SdkQueue.CreateAsync(endpoint, attributes: (name, $"{min}"));
        await SdkQueue.CreateAsync(endpoint, attributes: (name, $"{max}"));
        foreach (int beyond in new[] { min - 1, max + 1 })
        {
            var error = await Assert.ThrowsAsync<InvalidAttributeValueException>(
                () => SdkQueue.CreateAsync(endpoint, attributes: (name, $"{beyond}")));
            Assert.Equal($"Invalid value for the parameter {name}.", error.Message);
        }
    }

    [Theory]
    [InlineData(1, null, null, null)]
    [InlineData(10, 20, 43_200, null)]
    [InlineData(0, null, null, "Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.")]
    [InlineData(11, null, null, "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.")]
    [InlineData(1, 21, null, "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.")]
    [InlineData(1, -1, null, "Value -1 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.")]
    [InlineData(1, null, 43_201, "Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.")]
    public async Task A_receive_has_its_ranges(int max, int? wait, int? timeout, string? message)
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        await queue.SendAsync("a");

        Assert.Equal(message, await RefusalAsync(() => queue.ReceiveAsync(max, timeout, wait)));
    }

    [Theory]
    [InlineData(900, null)]
    [InlineData(901, "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.")]
    [InlineData(-1, "Value -1 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.")]
    public async Task A_delay_has_its_range(int delay, string? message) =>
        Assert.Equal(message, await RefusalAsync(async () => await (await SdkQueue.CreateAsync(endpoint)).SendAsync("a", delay: delay)));

    [Theory]
    [InlineData(43_200, null)]
    [InlineData(43_201, "Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.")]
    public async Task A_changed_visibility_has_its_range(int timeout, string? message)
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        await queue.SendAsync("a");
        Message received = await queue.ReceiveOneAsync(0);

        Assert.Equal(message, await RefusalAsync(() => queue.HideAsync(received, timeout)));
    }

    [Theory]
    [InlineData(10, null)]
    [InlineData(11, "Number of message attributes [11] exceeds the allowed maximum [10].")]
    public async Task A_message_has_up_to_10_attributes(int count, string? message)
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);

        Assert.Equal(message, await RefusalAsync(() => endpoint.Sqs.SendMessageAsync(new SendMessageRequest(queue.Url, "a")
        {
            MessageAttributes = Enumerable.Range(0, count).ToDictionary(static i => $"a{i}", static _ => new MessageAttributeValue { DataType = "String", StringValue = "v" }),
        })));
    }

    /// <summary>Name, type and value of the attribute are 10 bytes.</summary>
    [Theory]
    [InlineData(MiB - 10, null)]
    [InlineData(MiB - 9, "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.")]
    public async Task A_message_weighs_up_to_1_MiB_with_its_attributes(int bodyBytes, string? message)
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);

        Assert.Equal(message, await RefusalAsync(() => endpoint.Sqs.SendMessageAsync(new SendMessageRequest(queue.Url, new('x', bodyBytes))
        {
            MessageAttributes = new() { ["ab"] = new() { DataType = "String", StringValue = "cd" } },
        })));
    }

    [Theory]
    [InlineData(MiB, null)]
    [InlineData(MiB + 1, "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.")]
    public async Task A_batch_weighs_up_to_1_MiB(int bytes, string? message)
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);

        Assert.Equal(message, await RefusalAsync(() => endpoint.Sqs.SendMessageBatchAsync(
            queue.Url, [new("1", new('x', MiB / 2)), new("2", new('x', bytes - (MiB / 2)))])));
    }

    [Fact]
    public async Task Of_a_batch_the_entry_that_is_too_long_for_the_queue_fails_alone()
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint, attributes: ("MaximumMessageSize", "1024"));
        var answer = await endpoint.Sqs.SendMessageBatchAsync(queue.Url, [new("short", "a"), new("long", new('x', 1_025))]);

        Assert.Equal("short", Assert.Single(answer.Successful).Id);
        var failed = Assert.Single(answer.Failed);
        Assert.Equal(
            ("long", "InvalidParameterValue", "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.", true),
            (failed.Id, failed.Code, failed.Message, failed.SenderFault));
    }

    [Theory]
    [InlineData("A-Za-z0-9_-", true)]
    [InlineData("80", true)]
    [InlineData("81", false)]
    [InlineData("a.b", false)]
    [InlineData("", false)]
    public async Task An_entry_id_is_1_to_80_letters_digits_hyphens_and_underscores(string id, bool isAllowed)
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        string text = int.TryParse(id, out int length) ? new('a', length) : id;
        var error = await Record.ExceptionAsync(() => endpoint.Sqs.SendMessageBatchAsync(queue.Url, [new(text, "a")]));

        Assert.Equal(isAllowed ? null : typeof(InvalidBatchEntryIdException), error?.GetType());
    }

    [Theory]
    [InlineData(80, "", true)]
    [InlineData(81, "", false)]
    [InlineData(75, ".fifo", true)]
    [InlineData(76, ".fifo", false)]
    [InlineData(3, "!", false)]
    public async Task A_queue_name_has_up_to_80_characters_the_suffix_included(int length, string suffix, bool isAllowed)
    {
        var request = new CreateQueueRequest(Guid.NewGuid().ToString("N").PadRight(length, 'a')[..length] + suffix);
        if (suffix == ".fifo")
        {
            request.Attributes = new() { ["FifoQueue"] = "true" };
        }

        var error = (AmazonServiceException?)await Record.ExceptionAsync(() => endpoint.Sqs.CreateQueueAsync(request));
        Assert.Equal(isAllowed ? null : "InvalidParameterValue", error?.ErrorCode);
    }

    [Theory]
    [InlineData("\t\n\r \ud7ff\ue000\ufffd😀", true)]
    [InlineData("\u0008", false)]
    [InlineData("\u001f", false)]
    [InlineData("\ufffe", false)]
    public async Task A_body_is_of_the_characters_that_XML_allows(string body, bool isAllowed)
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        var error = await Record.ExceptionAsync(() => queue.SendAsync(body));

        Assert.Equal(isAllowed ? null : typeof(InvalidMessageContentsException), error?.GetType());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1_000, true)]
    [InlineData(0, false)]
    [InlineData(1_001, false)]
    public async Task A_message_is_received_1_to_1000_times_before_it_is_dead_lettered(int maxReceiveCount, bool isAllowed)
    {
        SdkQueue dead = await SdkQueue.CreateAsync(endpoint);
        string policy = $$"""{"deadLetterTargetArn":"{{await dead.AttributeAsync("QueueArn")}}","maxReceiveCount":{{maxReceiveCount}}}""";
        var error = (AmazonServiceException?)await Record.ExceptionAsync(() => SdkQueue.CreateAsync(endpoint, attributes: ("RedrivePolicy", policy)));

        Assert.Equal(isAllowed ? null : "InvalidParameterValue", error?.ErrorCode);
    }

    [Fact]
    public async Task Queues_are_listed_in_pages_of_1_to_1000()
    {
        string prefix = $"page-{Guid.NewGuid():N}-";
        foreach (int number in Enumerable.Range(0, 3))
        {
            await endpoint.Sqs.CreateQueueAsync($"{prefix}{number}");
        }

        var first = await endpoint.Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = prefix, MaxResults = 2 });
        var second = await endpoint.Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = prefix, MaxResults = 2, NextToken = first.NextToken });
        Assert.Equal(["0", "1", "2"], first.QueueUrls.Concat(second.QueueUrls).Select(static url => url[^1..]));
        Assert.Null(second.NextToken);
        foreach (int beyond in new[] { 0, 1_001 })
        {
            Assert.NotNull(await RefusalAsync(() => endpoint.Sqs.ListQueuesAsync(new ListQueuesRequest { MaxResults = beyond })));
        }
    }

    [Fact]
    public async Task The_digests_are_those_of_the_developer_guide_and_cover_what_is_returned()
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint, attributes: ("VisibilityTimeout", "0"));
        var sent = await endpoint.Sqs.SendMessageAsync(new SendMessageRequest(queue.Url, "a")
        {
            MessageAttributes = new() { ["test-key"] = Text("test-value"), ["test-key-alt"] = Text("test-value-alt") },
            MessageSystemAttributes = new()
            {
                ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1" },
            },
        });
        var some = await endpoint.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(queue.Url) { MessageAttributeNames = ["test-key"] });
        var none = await endpoint.Sqs.ReceiveMessageAsync(queue.Url);

        Assert.Equal(
            ("0cc175b9c0f1b6a831c399e269772661", "5ae4d5d7636402d80f4eb6d213245a88"), (sent.MD5OfMessageBody, sent.MD5OfMessageSystemAttributes));
        Assert.Equal("befa18540a897f7d022bf07057754a03", Assert.Single(some.Messages).MD5OfMessageAttributes);
        Assert.Null(Assert.Single(none.Messages).MD5OfMessageAttributes);
    }

    private static MessageAttributeValue Text(string value) => new() { DataType = "String", StringValue = value };

    private static async Task<string?> RefusalAsync(Func<Task> action) => (await Record.ExceptionAsync(action))?.Message;
}
