using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Http;

/// <summary>The operations of SQS in a region, by name.</summary>
internal sealed class Operations
{
    private static readonly IReadOnlyDictionary<string, string> NoAttributes = new Dictionary<string, string>();

    private readonly SqsService _service;
    private readonly CancellationToken _stopping;
    private readonly FrozenDictionary<string, Operation> _byName;

    /// <param name="service">The queues of the region.</param>
    /// <param name="stopping">Cancelled when the endpoint stops. Requests that wait for messages are answered then.</param>
    public Operations(SqsService service, CancellationToken stopping)
    {
        _service = service;
        _stopping = stopping;
        var json = SqsJsonContext.Aws;
        _byName = new Dictionary<string, Operation>
        {
            ["CreateQueue"] = Operation.Of(json.CreateQueueRequest, json.QueueUrlResponse, CreateQueue),
            ["DeleteQueue"] = Operation.Of(json.QueueRequest, request => _service.DeleteQueue(NameIn(request))),
            ["GetQueueUrl"] = Operation.Of(json.GetQueueUrlRequest, json.QueueUrlResponse, GetQueueUrl),
            ["ListQueues"] = Operation.Of(json.ListQueuesRequest, json.ListQueuesResponse, ListQueues),
            ["ListDeadLetterSourceQueues"] = Operation.Of(
                json.ListDeadLetterSourceQueuesRequest, json.ListDeadLetterSourceQueuesResponse, ListDeadLetterSourceQueues),
            ["GetQueueAttributes"] = Operation.Of(json.GetQueueAttributesRequest, json.GetQueueAttributesResponse, GetQueueAttributes),
            ["SetQueueAttributes"] = Operation.Of(json.SetQueueAttributesRequest, SetQueueAttributes),
            ["AddPermission"] = Operation.Of(json.AddPermissionRequest, AddPermission),
            ["RemovePermission"] = Operation.Of(
                json.RemovePermissionRequest, request => _service.RemovePermission(QueueIn(request), request.Label)),
            ["TagQueue"] = Operation.Of(json.TagQueueRequest, TagQueue),
            ["UntagQueue"] = Operation.Of(json.UntagQueueRequest, UntagQueue),
            ["ListQueueTags"] = Operation.Of(json.QueueRequest, json.ListQueueTagsResponse, ListQueueTags),
            ["StartMessageMoveTask"] = Operation.Of(
                json.StartMessageMoveTaskRequest, json.StartMessageMoveTaskResponse, StartMessageMoveTask),
            ["ListMessageMoveTasks"] = Operation.Of(
                json.ListMessageMoveTasksRequest, json.ListMessageMoveTasksResponse, ListMessageMoveTasks),
            ["CancelMessageMoveTask"] = Operation.Of(
                json.CancelMessageMoveTaskRequest, json.CancelMessageMoveTaskResponse, CancelMessageMoveTask),
            ["SendMessage"] = Operation.Of(json.SendMessageRequest, json.SendMessageResult, SendMessage),
            ["SendMessageBatch"] = Operation.Of(json.SendMessageBatchRequest, json.BatchActionResultSendMessageResult, SendMessageBatch),
            ["ReceiveMessage"] = Operation.Of(json.ReceiveMessageRequest, json.ReceiveMessageResponse, ReceiveMessageAsync),
            ["DeleteMessage"] = Operation.Of(json.DeleteMessageRequest, DeleteMessage),
            ["DeleteMessageBatch"] = Operation.Of(json.DeleteMessageBatchRequest, json.BatchActionResultBatchSuccess, DeleteMessageBatch),
            ["ChangeMessageVisibility"] = Operation.Of(json.ChangeMessageVisibilityRequest, ChangeMessageVisibility),
            ["ChangeMessageVisibilityBatch"] = Operation.Of(
                json.ChangeMessageVisibilityBatchRequest, json.BatchActionResultBatchSuccess, ChangeMessageVisibilityBatch),
            ["PurgeQueue"] = Operation.Of(json.QueueRequest, request => QueueIn(request).Purge()),
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The names of all operations.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>Returns the operation with a name, or null.</summary>
    public Operation? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Returns the operation with a name.</summary>
    /// <exception cref="SqsException">There is no such operation.</exception>
    public Operation Get(string name) => Find(name)
        ?? throw SqsException.UnsupportedOperation($"The operation {name} is not supported by this local endpoint.");

    private ValueTask<QueueUrlResponse> CreateQueue(CreateQueueRequest request, HttpContext context) =>
        new(new QueueUrlResponse(QueueUrls.Of(_service.CreateQueue(request.QueueName, request.Attributes, request.Tags), context)));

    private ValueTask<QueueUrlResponse> GetQueueUrl(GetQueueUrlRequest request, HttpContext context) =>
        new(new QueueUrlResponse(QueueUrls.Of(_service.GetQueue(Required(request.QueueName, "QueueName")), context)));

    private ValueTask<ListQueuesResponse> ListQueues(ListQueuesRequest request, HttpContext context)
    {
        var (queues, nextToken) = _service.ListQueues(request.QueueNamePrefix, request.MaxResults, request.NextToken);
        return new(new ListQueuesResponse(queues.Count > 0 ? QueueUrls.Of(queues, context) : null, nextToken));
    }

    private ValueTask<ListDeadLetterSourceQueuesResponse> ListDeadLetterSourceQueues(
        ListDeadLetterSourceQueuesRequest request, HttpContext context)
    {
        var (queues, nextToken) = _service.ListDeadLetterSourceQueues(QueueIn(request), request.MaxResults, request.NextToken);
        return new(new ListDeadLetterSourceQueuesResponse(QueueUrls.Of(queues, context), nextToken));
    }

    private ValueTask<GetQueueAttributesResponse> GetQueueAttributes(GetQueueAttributesRequest request, HttpContext context)
    {
        var attributes = QueueIn(request).GetAttributes(request.AttributeNames ?? []);
        return new(new GetQueueAttributesResponse(attributes.Count > 0 ? attributes : null));
    }

    private void SetQueueAttributes(SetQueueAttributesRequest request) =>
        _service.SetQueueAttributes(QueueIn(request), request.Attributes ?? NoAttributes);

    private void AddPermission(AddPermissionRequest request) =>
        _service.AddPermission(QueueIn(request), request.Label, request.AWSAccountIds, request.Actions);

    private void TagQueue(TagQueueRequest request) => QueueIn(request).Tags.Add(Required(request.Tags, "Tags"));

    private void UntagQueue(UntagQueueRequest request) => QueueIn(request).Tags.Remove(Required(request.TagKeys, "TagKeys"));

    private ValueTask<ListQueueTagsResponse> ListQueueTags(QueueRequest request, HttpContext context) =>
        new(new ListQueueTagsResponse(QueueIn(request).Tags.Values is { Count: > 0 } tags ? tags : null));

    private ValueTask<StartMessageMoveTaskResponse> StartMessageMoveTask(StartMessageMoveTaskRequest request, HttpContext context) =>
        new(new StartMessageMoveTaskResponse(_service.MoveTasks.Start(
            Required(request.SourceArn, "SourceArn"), request.DestinationArn, request.MaxNumberOfMessagesPerSecond)));

    private ValueTask<ListMessageMoveTasksResponse> ListMessageMoveTasks(ListMessageMoveTasksRequest request, HttpContext context)
    {
        var tasks = _service.MoveTasks.List(Required(request.SourceArn, "SourceArn"), request.MaxResults);
        return new(new ListMessageMoveTasksResponse(tasks.Count > 0 ? tasks : null));
    }

    private ValueTask<CancelMessageMoveTaskResponse> CancelMessageMoveTask(CancelMessageMoveTaskRequest request, HttpContext context) =>
        new(new CancelMessageMoveTaskResponse(_service.MoveTasks.Cancel(Required(request.TaskHandle, "TaskHandle"))));

    private ValueTask<SendMessageResult> SendMessage(SendMessageRequest request, HttpContext context) =>
        new(QueueIn(request).SendMessage(new()
        {
            MessageBody = request.MessageBody,
            DelaySeconds = request.DelaySeconds,
            MessageAttributes = request.MessageAttributes,
            MessageSystemAttributes = request.MessageSystemAttributes,
            MessageDeduplicationId = request.MessageDeduplicationId,
            MessageGroupId = request.MessageGroupId,
        }, TraceHeaderOf(context)));

    private ValueTask<BatchActionResult<SendMessageResult>> SendMessageBatch(SendMessageBatchRequest request, HttpContext context) =>
        new(QueueIn(request).SendMessageBatch(Entries(request.Entries), TraceHeaderOf(context)));

    private async ValueTask<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, HttpContext context)
    {
        using var end = request.WaitTimeSeconds == 0 ? null : CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping);
        try
        {
            var received = await QueueIn(request).ReceiveAsync(
                request.MaxNumberOfMessages ?? 1, Seconds(request.WaitTimeSeconds), Seconds(request.VisibilityTimeout),
                end?.Token ?? context.RequestAborted, request.ReceiveRequestAttemptId);
            return ReceivedMessages.ToResponse(received, request);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return ReceivedMessages.ToResponse([], request);
        }
    }

    private void DeleteMessage(DeleteMessageRequest request) =>
        QueueIn(request).DeleteMessage(Required(request.ReceiptHandle, "ReceiptHandle"));

    private ValueTask<BatchActionResult<BatchSuccess>> DeleteMessageBatch(DeleteMessageBatchRequest request, HttpContext context) =>
        new(QueueIn(request).DeleteMessageBatch(Entries(request.Entries)));

    private void ChangeMessageVisibility(ChangeMessageVisibilityRequest request) =>
        QueueIn(request).ChangeMessageVisibility(
            Required(request.ReceiptHandle, "ReceiptHandle"),
            Seconds(request.VisibilityTimeout) ?? throw SqsException.MissingParameter("VisibilityTimeout"));

    private ValueTask<BatchActionResult<BatchSuccess>> ChangeMessageVisibilityBatch(
        ChangeMessageVisibilityBatchRequest request, HttpContext context) =>
        new(QueueIn(request).ChangeMessageVisibilityBatch(Entries(request.Entries)));

    // X-Ray Developer Guide, "Amazon SQS and AWS X-Ray": clients may send the trace header with the request.
    private static string? TraceHeaderOf(HttpContext context) =>
        context.Request.Headers["X-Amzn-Trace-Id"] is [{ Length: > 0 } header, ..] ? header : null;

    private SqsQueue QueueIn(IQueueRequest request) => _service.GetQueue(NameIn(request));

    private static string NameIn(IQueueRequest request) => QueueUrls.NameIn(Required(request.QueueUrl, "QueueUrl"));

    private static T Required<T>(T? value, string parameter)
        where T : class =>
        value ?? throw SqsException.MissingParameter(parameter);

    private static IReadOnlyList<T> Entries<T>(IReadOnlyList<T>? entries)
        where T : class =>
        Required(entries, "Entries").Any(entry => entry is null)
            ? throw SqsException.MalformedInput("Entries must not hold null.")
            : entries!;

    private static TimeSpan? Seconds(int? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
