using System.Text.Json.Serialization;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Http;

// The answers of the actions, with SQS's member names (Amazon SQS API Reference). Null members are left out.

internal sealed record QueueUrlResponse(string QueueUrl);

internal sealed record ListQueuesResponse(IReadOnlyList<string>? QueueUrls, string? NextToken);

// The member name begins with a small letter, and an empty list is not left out.
internal sealed record ListDeadLetterSourceQueuesResponse(
    [property: JsonPropertyName("queueUrls")] IReadOnlyList<string> QueueUrls,
    string? NextToken);

internal sealed record GetQueueAttributesResponse(IReadOnlyDictionary<string, string>? Attributes);

internal sealed record ListQueueTagsResponse(IReadOnlyDictionary<string, string>? Tags);

internal sealed record StartMessageMoveTaskResponse(string TaskHandle);

internal sealed record ListMessageMoveTasksResponse(IReadOnlyList<ListMessageMoveTasksResultEntry>? Results);

internal sealed record CancelMessageMoveTaskResponse(long ApproximateNumberOfMessagesMoved);

internal sealed record ReceiveMessageResponse(IReadOnlyList<MessageResponse>? Messages);

internal sealed record MessageResponse(
    string MessageId,
    string ReceiptHandle,
    string MD5OfBody,
    string Body,
    OrderedDictionary<string, string>? Attributes,
    string? MD5OfMessageAttributes,
    IReadOnlyDictionary<string, MessageAttributeValue>? MessageAttributes);

internal sealed record ErrorResponse(
    [property: JsonPropertyName("__type")] string Type,
    [property: JsonPropertyName("message")] string Message);
