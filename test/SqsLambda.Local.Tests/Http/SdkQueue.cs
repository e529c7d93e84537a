using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>A queue by AWSSDK.SQS, in few words.</summary>
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

    public Task<SendMessageResponse> SendAsync(string body) => sqs.SendMessageAsync(url, body);

    /// <summary>A receive with all attributes that does not wait.</summary>
    public async Task<List<Message>> ReceiveAsync() =>
        (await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url)
        {
            MaxNumberOfMessages = 10,
            MessageSystemAttributeNames = ["All"],
            MessageAttributeNames = ["All"],
        })).Messages ?? [];

    public async Task<Message> ReceiveOneAsync() => Assert.Single(await ReceiveAsync());
}
