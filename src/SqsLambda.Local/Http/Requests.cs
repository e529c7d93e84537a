using System.Text.Json.Serialization;
using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.Http;

// The requests of the operations, with SQS's member names (Amazon SQS API Reference). Absent members are null.

/// <summary>A request that names a queue.</summary>
internal interface IQueueRequest
{
    string? QueueUrl { get; }
}

internal sealed record CreateQueueRequest(
    string? QueueName,
    IReadOnlyDictionary<string, string>? Attributes,
    [property: JsonPropertyName("tags")] IReadOnlyDictionary<string, string>? Tags);

internal sealed record GetQueueUrlRequest(string? QueueName);

internal sealed record ListQueuesRequest(string? QueueNamePrefix, int? MaxResults, string? NextToken);

internal sealed record ListDeadLetterSourceQueuesRequest(string? QueueUrl, int? MaxResults, string? NextToken) : IQueueRequest;

internal sealed record QueueRequest(string? QueueUrl) : IQueueRequest;

internal sealed record GetQueueAttributesRequest(string? QueueUrl, IReadOnlyList<string>? AttributeNames) : IQueueRequest;

internal sealed record SetQueueAttributesRequest(string? QueueUrl, IReadOnlyDictionary<string, string>? Attributes) : IQueueRequest;

internal sealed record AddPermissionRequest(
    string? QueueUrl, string? Label, IReadOnlyList<string?>? AWSAccountIds, IReadOnlyList<string?>? Actions) : IQueueRequest;

internal sealed record RemovePermissionRequest(string? QueueUrl, string? Label) : IQueueRequest;

internal sealed record TagQueueRequest(string? QueueUrl, IReadOnlyDictionary<string, string>? Tags) : IQueueRequest;

internal sealed record UntagQueueRequest(string? QueueUrl, IReadOnlyList<string>? TagKeys) : IQueueRequest;

internal sealed record StartMessageMoveTaskRequest(string? SourceArn, string? DestinationArn, int? MaxNumberOfMessagesPerSecond);

internal sealed record ListMessageMoveTasksRequest(string? SourceArn, int? MaxResults);

internal sealed record CancelMessageMoveTaskRequest(string? TaskHandle);

internal sealed record SendMessageRequest(
    string? QueueUrl,
    string? MessageBody,
    int? DelaySeconds,
    IReadOnlyDictionary<string, MessageAttributeValue>? MessageAttributes,
    IReadOnlyDictionary<string, MessageAttributeValue>? MessageSystemAttributes,
    string? MessageDeduplicationId,
    string? MessageGroupId) : IQueueRequest;

internal sealed record SendMessageBatchRequest(string? QueueUrl, IReadOnlyList<SendMessageEntry>? Entries) : IQueueRequest;

internal sealed record ReceiveMessageRequest(
    string? QueueUrl,
    int? MaxNumberOfMessages,
    int? WaitTimeSeconds,
    int? VisibilityTimeout,
    IReadOnlyList<string>? AttributeNames,
    IReadOnlyList<string>? MessageSystemAttributeNames,
    IReadOnlyList<string>? MessageAttributeNames,
    string? ReceiveRequestAttemptId) : IQueueRequest;

internal sealed record DeleteMessageRequest(string? QueueUrl, string? ReceiptHandle) : IQueueRequest;

internal sealed record DeleteMessageBatchRequest(string? QueueUrl, IReadOnlyList<DeleteMessageEntry>? Entries) : IQueueRequest;

internal sealed record ChangeMessageVisibilityRequest(string? QueueUrl, string? ReceiptHandle, int? VisibilityTimeout) : IQueueRequest;

internal sealed record ChangeMessageVisibilityBatchRequest(string? QueueUrl, IReadOnlyList<ChangeMessageVisibilityEntry>? Entries)
    : IQueueRequest;
