using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>A queue by AWSSDK.SQS, in as few words as a table of rules needs.</summary>
internal sealed class SdkQueue(AmazonSQSClient sqs, string url)
{
    public string Url => url;

    public static async Task<SdkQueue> CreateAsync(EndpointFixture endpoint, bool isFifo = false, params (string Name, string Value)[] attributes)
    {
        var all = attributes.ToDictionary(static attribute => attribute.Name, static attribute => attribute.Value);
        if (isFifo)
        {
            all["FifoQueue"] = "true";
        }

        var created = await endpoint.Sqs.CreateQueueAsync(
            new CreateQueueRequest($"q-{Guid.NewGuid():N}{(isFifo ? ".fifo" : "")}") { Attributes = all });
        return new(endpoint.Sqs, created.QueueUrl);
    }

    public Task<SendMessageResponse> SendAsync(string body, string? group = null, string? deduplicationId = null, int? delay = null) =>
        sqs.SendMessageAsync(new SendMessageRequest(url, body) { MessageGroupId = group, MessageDeduplicationId = deduplicationId, DelaySeconds = delay });

    /// <summary>Sends bodies such as <c>g1-m1</c> to the group before the hyphen.</summary>
    public async Task SendAllAsync(params string[] bodies)
    {
        foreach (string body in bodies)
        {
            await SendAsync(body, body.Split('-')[0], body);
        }
    }

    /// <summary>A receive with all attributes that does not wait unless it is told to.</summary>
    public async Task<List<Message>> ReceiveAsync(int max = 10, int? timeout = null, int? wait = null, string? attemptId = null) =>
        (await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url)
        {
            MaxNumberOfMessages = max,
            VisibilityTimeout = timeout,
            WaitTimeSeconds = wait,
            ReceiveRequestAttemptId = attemptId,
            MessageSystemAttributeNames = ["All"],
            MessageAttributeNames = ["All"],
        })).Messages ?? [];

    public async Task<Message> ReceiveOneAsync(int? timeout = null) => Assert.Single(await ReceiveAsync(1, timeout));

    public async Task<string> ReceiveBodiesAsync(int max = 10) => string.Join(' ', (await ReceiveAsync(max)).Select(static message => message.Body));

    public Task DeleteAsync(Message message) => sqs.DeleteMessageAsync(url, message.ReceiptHandle);

    public Task HideAsync(Message message, int seconds) => sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, seconds);

    public async Task<string> AttributeAsync(string name) => (await sqs.GetQueueAttributesAsync(url, [name])).Attributes[name];
}
