using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>Calls of the SDK in the few words that a table of tests has room for.</summary>
internal static class SdkCalls
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static string NewName() => $"q-{Guid.NewGuid():N}";

    public static string NameOf(string url) => url[(url.LastIndexOf('/') + 1)..];

    public static Dictionary<string, string> Map(params string[] attributes) =>
        attributes.Select(attribute => attribute.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    extension(AmazonSQSClient sqs)
    {
        /// <summary>A new standard queue with attributes such as <c>"DelaySeconds=5"</c>.</summary>
        public async Task<string> StandardAsync(params string[] attributes) =>
            (await sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = NewName(), Attributes = Map(attributes) })).QueueUrl;

        /// <summary>A new FIFO queue.</summary>
        public async Task<string> FifoAsync(params string[] attributes) =>
            (await sqs.CreateQueueAsync(new CreateQueueRequest
            {
                QueueName = NewName() + ".fifo",
                Attributes = Map(["FifoQueue=true", .. attributes]),
            })).QueueUrl;

        public Task<string> QueueAsync(bool isFifo, params string[] attributes) =>
            isFifo ? sqs.FifoAsync(["ContentBasedDeduplication=true", .. attributes]) : sqs.StandardAsync(attributes);

        /// <summary>The attribute that sends messages to another queue after so many receives.</summary>
        public async Task<string> RedriveToAsync(string url, int maxReceiveCount) =>
            $$"""RedrivePolicy={"deadLetterTargetArn":"{{(await sqs.AttributesAsync(url))["QueueArn"]}}","maxReceiveCount":{{maxReceiveCount}}}""";

        public async Task<Dictionary<string, string>> AttributesAsync(string url) =>
            (await sqs.GetQueueAttributesAsync(url, ["All"])).Attributes;

        public Task SetAsync(string url, params string[] attributes) => sqs.SetQueueAttributesAsync(url, Map(attributes));

        public Task<SendMessageResponse> SendAsync(
            string url, string body, string? group = null, string? deduplicationId = null, int? delay = null) =>
            sqs.SendMessageAsync(new SendMessageRequest(url, body)
            {
                MessageGroupId = group,
                MessageDeduplicationId = deduplicationId,
                DelaySeconds = delay,
            });

        /// <summary>Sends bodies such as <c>g1-m1</c> to the group before the hyphen.</summary>
        public async Task SendAllAsync(string url, params string[] bodies)
        {
            foreach (string body in bodies)
            {
                await sqs.SendAsync(url, body, body.Split('-')[0]);
            }
        }

        /// <summary>A receive with all attributes.</summary>
        public async Task<List<Message>> ReceiveAsync(string url, int max = 10, int? timeout = null, int? wait = null, string? attempt = null) =>
            (await sqs.ReceiveMessageAsync(new ReceiveMessageRequest
            {
                QueueUrl = url,
                MaxNumberOfMessages = max,
                VisibilityTimeout = timeout,
                WaitTimeSeconds = wait,
                ReceiveRequestAttemptId = attempt,
                MessageSystemAttributeNames = ["All"],
                MessageAttributeNames = ["All"],
            }).WaitAsync(Limit)).Messages ?? [];

        public async Task<Message> ReceiveOneAsync(string url, int? timeout = null) => Assert.Single(await sqs.ReceiveAsync(url, 1, timeout));

        /// <summary>The bodies of a receive, with blanks between them.</summary>
        public async Task<string> ReceiveBodiesAsync(string url, int max = 10, int? timeout = null) =>
            (await sqs.ReceiveAsync(url, max, timeout)).Bodies();

        public Task HideAsync(string url, Message message, int seconds) =>
            sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, seconds);

        public Task DeleteAsync(string url, Message message) => sqs.DeleteMessageAsync(url, message.ReceiptHandle);
    }

    extension(IEnumerable<Message> messages)
    {
        public string Bodies() => string.Join(' ', messages.Select(message => message.Body));
    }

    extension(Message message)
    {
        /// <summary>A system attribute that is a number.</summary>
        public long Number(string name) => long.Parse(message.Attributes[name], CultureInfo.InvariantCulture);
    }
}
