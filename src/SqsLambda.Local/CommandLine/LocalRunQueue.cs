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
    private readonly string? _bodyToPaste;
    private readonly TimeProvider _timeProvider;

    private LocalRunQueue(SqsService service, Queues queues, SqsEndpoint endpoint, RunReport report, string? bodyToPaste, TimeProvider timeProvider)
    {
        _service = service;
        _queues = queues;
        _name = queues.Source.Name;
        _endpoint = endpoint;
        _idle = new(service, queues.Source, report);
        Source = new LocalEventSource(service, _name);
        _bodyToPaste = bodyToPaste;
        _timeProvider = timeProvider;
    }

    public IEventSource Source { get; }

    public string? EndpointUrl => _endpoint.Url;

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
            string sample = (_bodyToPaste ?? "hello").Replace("'", "'\\''", StringComparison.Ordinal);
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
    public static async Task<LocalRunQueue> OpenAsync(RunPlan plan, RunReport report, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var service = new SqsService(timeProvider);
        try
        {
            Queues queues = Queues.Create(service, Queues.NameOf(plan.Function.Name), plan.Queue);
            UsageException.ThrowIfRefused(plan.Mapping.Validate(queues.Source.IsFifo, queues.Source.VisibilityTimeout));
            SqsEndpoint endpoint = await ListenAsync(service, plan.Options.Port, cancellationToken);
            return new(service, queues, endpoint, report, plan.Function.Samples.ToPaste, timeProvider);
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

    public void ShowAgainWithin(PolledMessage message, TimeSpan time)
    {
        try
        {
            SqsQueue queue = _service.GetQueue(_name);
            if (queue.VisibleAgainAt(message.ReceiptHandle) - _timeProvider.GetUtcNow() > time)
            {
                queue.ChangeMessageVisibility(message.ReceiptHandle, time);
            }
        }
        catch (SqsException)
        {
            // The queue or the message is gone.
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
