using Amazon.SQS;
using Amazon.SQS.Model;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Sending;
using SqsLambda.Local.WebConsole.Actions;

namespace SqsLambda.Local.WebConsole.Elsewhere;

/// <summary>What the page does with a queue elsewhere and its dead-letter queue: what SQS lets any client do.</summary>
/// <param name="client">The client.</param>
/// <param name="known">The queues.</param>
internal sealed class QueueActionsElsewhere(IAmazonSQS client, IReadOnlyList<QueueElsewhere> known) : IQueueActions
{
    private static readonly ActionAnswer OnlyWhenReceived = ActionAnswer.Refused("SQS lets a client delete or move only a message that it has received itself.");

    public ValueTask<ActionAnswer> SendAsync(SendActionRequest request, CancellationToken cancellationToken)
    {
        if (!AttributesToSend.TryRead(request, out var attributes, out string? refusal))
        {
            return new(ActionAnswer.Refused(refusal));
        }

        return DoAsync(request.Queue, async queue =>
        {
            SendMessageResponse sent = await client.SendMessageAsync(
                new SendMessageRequest(queue.Url, request.Body)
                {
                    DelaySeconds = request.DelaySeconds,
                    MessageGroupId = request.GroupId,
                    MessageDeduplicationId = request.DeduplicationId,
                    MessageAttributes = attributes.ToDictionary(static attribute => attribute.Key, static attribute => ValueOf(attribute.Value)),
                },
                cancellationToken);
            return $"sent message {ActionText.Short(sent.MessageId)} to {queue.Name}";
        });
    }

    public async ValueTask<ActionAnswer> SendFileAsync(FileActionRequest request, CancellationToken cancellationToken) => Find(request.Queue) is not { } queue
        ? ActionText.NoQueue(request.Queue)
        : await FileToSend.SendAsync(
            request, queue.Name, (body, groupId, deduplicationId) => SendLineAsync(queue, body, groupId, deduplicationId, cancellationToken), cancellationToken);

    public ValueTask<ActionAnswer> RedriveAsync(QueueActionRequest request, CancellationToken cancellationToken) => DoAsync(request.Queue, async queue =>
    {
        // SQS does not know where a message came from that the function itself sent to the dead-letter queue.
        string? only = await OnlySourceOfAsync(queue, cancellationToken);
        await client.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = queue.Arn, DestinationArn = only }, cancellationToken);
        return $"began to move the messages of {queue.Name} to {(only is null ? "the queues that they came from" : QueueElsewhere.NameIn(only))}";
    });

    public ValueTask<ActionAnswer> RedriveOneAsync(MessageActionRequest request, CancellationToken cancellationToken) => new(OnlyWhenReceived);

    public ValueTask<ActionAnswer> DeleteAsync(MessageActionRequest request, CancellationToken cancellationToken) => new(OnlyWhenReceived);

    public ValueTask<ActionAnswer> PurgeAsync(QueueActionRequest request, CancellationToken cancellationToken) => DoAsync(request.Queue, async queue =>
    {
        await client.PurgeQueueAsync(queue.Url, cancellationToken);
        return $"purged {queue.Name}";
    });

    // A queue and its dead-letter queue are of one account and region.
    private async Task<string?> OnlySourceOfAsync(QueueElsewhere deadLetters, CancellationToken cancellationToken)
    {
        List<string> urls = (await client.ListDeadLetterSourceQueuesAsync(
            new ListDeadLetterSourceQueuesRequest { QueueUrl = deadLetters.Url, MaxResults = 2 }, cancellationToken)).QueueUrls ?? [];
        return urls is [var url] ? $"{deadLetters.Arn[..^deadLetters.Name.Length]}{url[(url.LastIndexOf('/') + 1)..]}" : null;
    }

    private async ValueTask<ActionAnswer> DoAsync(string? arn, Func<QueueElsewhere, Task<string>> action)
    {
        if (Find(arn) is not { } queue)
        {
            return ActionText.NoQueue(arn);
        }

        try
        {
            return ActionAnswer.Done(await action(queue));
        }
        catch (Exception exception) when (SdkFailure.Is(exception))
        {
            return ActionAnswer.Refused(SdkFailure.Reason(exception));
        }
    }

    private async Task<SendOutcome> SendLineAsync(
        QueueElsewhere queue, string body, string? groupId, string? deduplicationId, CancellationToken cancellationToken)
    {
        try
        {
            var request = new SendMessageRequest(queue.Url, body) { MessageGroupId = groupId, MessageDeduplicationId = deduplicationId };
            return new((await client.SendMessageAsync(request, cancellationToken)).MessageId, null);
        }
        catch (Exception exception) when (SdkFailure.Is(exception) && !cancellationToken.IsCancellationRequested)
        {
            return new(null, SdkFailure.Reason(exception));
        }
    }

    private QueueElsewhere? Find(string? arn) => known.FirstOrDefault(queue => queue.Arn == arn);

    private static MessageAttributeValue ValueOf(Sqs.Messages.MessageAttributeValue value) => new()
    {
        DataType = value.DataType,
        StringValue = value.BinaryValue is null ? value.StringValue : null,
        BinaryValue = value.BinaryValue is { } bytes ? new MemoryStream(bytes) : null,
    };
}
