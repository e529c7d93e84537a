using SqsLambda.Local.Http;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sending;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.WebConsole.Actions;

namespace SqsLambda.Local.Running;

/// <summary>A queue of this process and its dead-letter queue, with an endpoint for other clients.</summary>
internal sealed class LocalRunQueue : IRunQueue
{
    private readonly LocalSqs _sqs;
    private readonly bool _ownsSqs;
    private readonly SqsService _service;
    private readonly Queues _queues;
    private readonly string _name;
    private readonly SqsEndpoint _endpoint;
    private readonly IdleWatch _idle;
    private readonly string? _bodyToPaste;
    private readonly TimeProvider _timeProvider;

    private LocalRunQueue(
        LocalSqs sqs, bool ownsSqs, SqsService service, Queues queues, RunReport report, string? bodyToPaste, TimeProvider timeProvider)
    {
        _sqs = sqs;
        _ownsSqs = ownsSqs;
        _service = service;
        _queues = queues;
        _name = queues.Source.Name;
        _endpoint = sqs.Endpoint;
        sqs.Journal.Follow(report, queues.Source.Arn);
        _idle = new(service, queues.Source, report);
        Source = new LocalEventSource(service, _name);
        _bodyToPaste = bodyToPaste;
        _timeProvider = timeProvider;
    }

    public IEventSource Source { get; }

    public string? EndpointUrl => _endpoint.Url;

    public string ConsoleUrl => _endpoint.Url;

    // Where the dead-letter queue is gone, messages stay where they are.
    public int? MaxReceiveCount =>
        _service.FindQueue(_name)?.RedrivePolicy is { } policy
        && _service.FindQueueByArn(policy.DeadLetterTargetArn) is not null
            ? policy.MaxReceiveCount
            : null;

    public string? DeadLetterQueueUrl => QueueUrls.Of(_queues.DeadLetters.Name, _endpoint.Url);

    public string? SilentDeadLetterQueue => null;

    public QueueCounts? Counts => _service.FindQueue(_name)?.CountsOrNone;

    public string? Region => _service.Region;

    public string Description
    {
        get
        {
            string url = QueueUrls.Of(_queues.Source.Name, _endpoint.Url);
            string sample = (_bodyToPaste ?? "hello").Replace("'", "'\\''", StringComparison.Ordinal);
            string fifo = _queues.Source.IsFifo ? $"--message-group-id local --message-deduplication-id $RANDOM \\{Environment.NewLine}            " : "";
            return $"""
                SQS       {_endpoint.Url}
                console   {_endpoint.Url}/ in a browser
                queue     {url}
                          {Greeting.Retries(_queues.Source.VisibilityTimeout, MaxReceiveCount, _queues.DeadLetters.Name)}
                send one  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws sqs send-message \
                            --region {_service.Region} --endpoint-url {_endpoint.Url} \
                            --queue-url {url} \
                            {fifo}--message-body '{sample}'
                """;
        }
    }

    public string? Farewell =>
        _service.FindQueue(_name)?.CountsOrNone.Total is > 0 and int left ? $"{left} left in the queue, which ends with this process" : null;

    /// <summary>Whether nothing is in the queue at this moment.</summary>
    public bool IsEmpty => _idle.IsEmpty;

    /// <summary>Opens a queue with an endpoint of its own.</summary>
    /// <exception cref="UsageException">SQS refuses an attribute, the queue does not suit the mapping, or the port is taken.</exception>
    public static async Task<LocalRunQueue> OpenAsync(RunPlan plan, RunReport report, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var regions = new SqsRegions(timeProvider, FunctionEnvironments.RegionOf(plan));
        Queues queues;
        try
        {
            queues = CreateQueues(regions.Default, plan);
        }
        catch
        {
            regions.Dispose();
            throw;
        }

        LocalSqs sqs = await LocalSqs.OpenAsync(plan.Options, regions, report.Notify, timeProvider, cancellationToken);
        return new(sqs, ownsSqs: true, regions.Default, queues, report, plan.Function.Samples.ToPaste, timeProvider);
    }

    /// <summary>Opens a queue beside others, in the region of its function.</summary>
    /// <exception cref="UsageException">SQS refuses an attribute, or the queue does not suit the mapping.</exception>
    public static LocalRunQueue Open(LocalSqs sqs, RunPlan plan, RunReport report, TimeProvider timeProvider)
    {
        SqsService service = sqs.Regions.In(FunctionEnvironments.RegionOf(plan));
        return new(sqs, ownsSqs: false, service, CreateQueues(service, plan), report, plan.Function.Samples.ToPaste, timeProvider);
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

    public void ShowInConsole(MappedFunction function) => _sqs.Functions[function.Queue.QueueArn] = function;

    public Task WhenEmptyAsync(CancellationToken cancellationToken)
    {
        _idle.AllIsSent();
        return _idle.Reached.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _idle.Dispose();
        if (_ownsSqs)
        {
            await _sqs.DisposeAsync();
        }
    }

    private static Queues CreateQueues(SqsService service, RunPlan plan)
    {
        Queues queues = Queues.Create(service, Queues.NameOf(plan.QueueName ?? plan.Function.Name), plan.Queue);
        UsageException.ThrowIfRefused(plan.Mapping.Validate(queues.Source.IsFifo, queues.Source.VisibilityTimeout));
        return queues;
    }
}
