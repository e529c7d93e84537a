using Amazon.Runtime;
using Amazon.SQS;
using SqsLambda.Local.Http;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.CommandLine;

/// <summary>A queue of this process and its dead-letter queue, with an endpoint for other clients.</summary>
internal sealed class LocalRunQueue : IRunQueue
{
    private readonly SqsService _service;
    private readonly Queues _queues;
    private readonly string _name;
    private readonly SqsEndpoint _endpoint;
    private readonly IdleWatch _idle;

    private LocalRunQueue(SqsService service, Queues queues, SqsEndpoint endpoint, RunReport report)
    {
        _service = service;
        _queues = queues;
        _name = queues.Source.Name;
        _endpoint = endpoint;
        _idle = new(service, queues.Source, report);
        Source = new LocalEventSource(service, _name);
        Client = new(() => new AmazonSQSClient(
            new BasicAWSCredentials("local", "local"), new AmazonSQSConfig { ServiceURL = endpoint.Url, AuthenticationRegion = "us-east-1" }));
    }

    public IEventSource Source { get; }

    public Lazy<IAmazonSQS> Client { get; }

    // Where the dead-letter queue is gone, messages stay where they are.
    public int? MaxReceiveCount =>
        _service.FindQueue(_name)?.RedrivePolicy is { } policy
        && QueueName.FromArn(policy.DeadLetterTargetArn) is { } target && _service.FindQueue(target) is not null
            ? policy.MaxReceiveCount
            : null;

    public string? DeadLetterQueueUrl => QueueUrl.Of(_queues.DeadLetters.Name, _endpoint.Url);

    public string Description
    {
        get
        {
            string sample = Samples.ToPaste.ReadLine()!.Replace("'", "'\\''", StringComparison.Ordinal);
            string fifo = _queues.Source.IsFifo ? " --message-group-id local --message-deduplication-id $RANDOM" : "";
            return $"""
                SQS endpoint  {_endpoint.Url}
                queue         {_queues.Source.Name} (visibility timeout {_queues.Source.VisibilityTimeout.TotalSeconds} s, {MaxReceiveCount} receives, then to {_queues.DeadLetters.Name})
                send to it    AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws sqs send-message --region us-east-1 --endpoint-url {_endpoint.Url} --queue-url {QueueUrl.Of(_queues.Source.Name, _endpoint.Url)}{fifo} --message-body '{sample}'
                """;
        }
    }

    public string? Farewell =>
        _service.FindQueue(_name)?.CountsOrNone.Total is > 0 and int left ? $"left in the queue, which ends with this process: {left}" : null;

    /// <exception cref="UsageException">SQS refuses an attribute, the queue does not suit the mapping, or the port is taken.</exception>
    public static async Task<LocalRunQueue> OpenAsync(
        RunOptions options, RunReport report, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var service = new SqsService(timeProvider);
        try
        {
            Queues queues = Queues.Create(service, options);
            UsageException.ThrowIfRefused(options.Mapping.Validate(queues.Source.IsFifo, queues.Source.VisibilityTimeout));
            return new(service, queues, await ListenAsync(service, options.Port, cancellationToken), report);
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    public Task<SendOutcome> SendAsync(string body, string? groupId, string? deduplicationId, CancellationToken cancellationToken)
    {
        try
        {
            SendMessageResult sent = _service.GetQueue(_name).SendMessage(
                new SendMessageEntry { MessageBody = body, MessageGroupId = groupId, MessageDeduplicationId = deduplicationId });
            return Task.FromResult(new SendOutcome(sent.MessageId, null));
        }
        catch (SqsException refused)
        {
            return Task.FromResult(new SendOutcome(null, refused.Message));
        }
    }

    public Task WhenEmptyAsync(CancellationToken cancellationToken)
    {
        _idle.AllIsSent();
        return _idle.Reached.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _idle.Dispose();
        if (Client.IsValueCreated)
        {
            Client.Value.Dispose();
        }

        await _endpoint.DisposeAsync();
        _service.Dispose();
    }

    private static async Task<SqsEndpoint> ListenAsync(SqsService service, int port, CancellationToken cancellationToken)
    {
        if (port is < 0 or > ushort.MaxValue)
        {
            throw new UsageException($"--port is {port}: allowed is 0 to {ushort.MaxValue}.");
        }

        try
        {
            return await SqsEndpoint.StartAsync(service, port, cancellationToken);
        }
        catch (EndpointUnavailableException exception)
        {
            throw new UsageException($"--port is {port}: {exception.Message}");
        }
    }
}
