using System.Globalization;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using ReceiveMessageRequest = Amazon.SQS.Model.ReceiveMessageRequest;

namespace SqsLambda.Benchmarks;

/// <summary>Eight clients of AWSSDK.SQS that put an SQS endpoint under load, with batches of 10 and bodies of 200 bytes.</summary>
/// <param name="url">The endpoint.</param>
internal sealed class EndpointLoad(string url) : IDisposable
{
    private const int Clients = 8;
    private const int EntriesPerCall = 10;

    private static readonly string Body = new('x', 200);

    private readonly AmazonSQSClient[] _clients = [.. Enumerable.Range(0, Clients).Select(_ => new AmazonSQSClient(
        new BasicAWSCredentials("local", "local"), new AmazonSQSConfig { ServiceURL = url, AuthenticationRegion = "us-east-1" }))];

    private string _queueUrl = "";

    /// <summary>Creates a queue, which the other calls use.</summary>
    public async Task CreateQueueAsync() => _queueUrl = (await _clients[0].CreateQueueAsync($"benchmark-{Guid.NewGuid():N}")).QueueUrl;

    public Task DeleteQueueAsync() => _clients[0].DeleteQueueAsync(_queueUrl);

    /// <param name="messages">How many messages to send: a multiple of 80.</param>
    public Task SendAsync(int messages) => Task.WhenAll(_clients.Select(async client =>
    {
        for (int call = 0; call < messages / Clients / EntriesPerCall; call++)
        {
            await client.SendMessageBatchAsync(_queueUrl, [.. Enumerable.Range(0, EntriesPerCall).Select(static entry => new SendMessageBatchRequestEntry(Id(entry), Body))]);
        }
    }));

    /// <param name="messages">How many messages the queue has.</param>
    public async Task ReceiveAndDeleteAsync(int messages)
    {
        int left = messages;
        await Task.WhenAll(_clients.Select(async client =>
        {
            while (Volatile.Read(ref left) > 0)
            {
                var received = await client.ReceiveMessageAsync(new ReceiveMessageRequest(_queueUrl) { MaxNumberOfMessages = EntriesPerCall });
                if (received.Messages is { Count: > 0 } batch)
                {
                    await client.DeleteMessageBatchAsync(
                        _queueUrl, [.. batch.Select(static (message, entry) => new DeleteMessageBatchRequestEntry(Id(entry), message.ReceiptHandle))]);
                    Interlocked.Add(ref left, -batch.Count);
                }
            }
        }));
    }

    public void Dispose()
    {
        foreach (AmazonSQSClient client in _clients)
        {
            client.Dispose();
        }
    }

    private static string Id(int entry) => entry.ToString(CultureInfo.InvariantCulture);
}
