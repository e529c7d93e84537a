using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sending;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.WebConsole.Actions;

/// <summary>What the page does with the queues of this process.</summary>
/// <param name="regions">The queues.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class LocalQueueActions(SqsRegions regions, TimeProvider timeProvider) : IQueueActions
{
    // A task that moves 100,000 messages takes less.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private const int MaxToldQueues = 3;

    public ValueTask<ActionAnswer> SendAsync(SendActionRequest request, CancellationToken cancellationToken) => new(Send(request));

    public ValueTask<ActionAnswer> RedriveOneAsync(MessageActionRequest request, CancellationToken cancellationToken) => new(RedriveOne(request));

    public ValueTask<ActionAnswer> DeleteAsync(MessageActionRequest request, CancellationToken cancellationToken) => new(Delete(request));

    public ValueTask<ActionAnswer> PurgeAsync(QueueActionRequest request, CancellationToken cancellationToken) => new(Purge(request));

    private ActionAnswer Send(SendActionRequest request)
    {
        if (Find(request.Queue) is not { } found)
        {
            return ActionText.NoQueue(request.Queue);
        }

        if (!AttributesToSend.TryRead(request, out Dictionary<string, MessageAttributeValue> attributes, out string? refusal))
        {
            return ActionAnswer.Refused(refusal);
        }

        SendMessageResult sent = found.Queue.SendMessage(new()
        {
            MessageBody = request.Body,
            DelaySeconds = request.DelaySeconds,
            MessageGroupId = request.GroupId,
            MessageDeduplicationId = request.DeduplicationId,
            MessageAttributes = attributes.Count > 0 ? attributes : null,
        });
        return ActionAnswer.Done($"sent message {ActionText.Short(sent.MessageId)} to {found.Queue.Name}");
    }

    public async ValueTask<ActionAnswer> SendFileAsync(FileActionRequest request, CancellationToken cancellationToken)
    {
        if (Find(request.Queue) is not { } found)
        {
            return ActionText.NoQueue(request.Queue);
        }

        return await FileToSend.SendAsync(
            request,
            found.Queue.Name,
            (body, groupId, deduplicationId) => Task.FromResult(SendLine(found.Queue, body, groupId, deduplicationId)),
            cancellationToken);
    }

    public async ValueTask<ActionAnswer> RedriveAsync(QueueActionRequest request, CancellationToken cancellationToken)
    {
        if (Find(request.Queue) is not { } found)
        {
            return ActionText.NoQueue(request.Queue);
        }

        MoveTask task = found.Service.MoveTasks.Redrive(found.Queue);
        try
        {
            // Also if the page goes away: the terminal is told.
            await task.Ended.WaitAsync(LongestWait, timeProvider, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // What it has moved so far is told.
        }

        string[] movedTo = [.. task.MovedTo.Order(StringComparer.Ordinal)];
        return Told(
            task.Describe(), found.Queue.Name, movedTo.Length <= MaxToldQueues ? string.Join(" and ", movedTo) : $"{movedTo.Length} queues");
    }

    private static ActionAnswer Told(ListMessageMoveTasksResultEntry task, string from, string to)
    {
        string moved = $"moved {ActionText.Messages(task.ApproximateNumberOfMessagesMoved)} from {from} to {to}";
        string rest = $"{task.ApproximateNumberOfMessagesMoved} of {ActionText.Messages(task.ApproximateNumberOfMessagesToMove)} from {from} moved";
        return task switch
        {
            { Status: MoveTaskStatus.Completed, ApproximateNumberOfMessagesMoved: 0 } => ActionAnswer.Done($"no message of {from} is visible: nothing was moved"),
            { Status: MoveTaskStatus.Completed } => ActionAnswer.Done(moved),
            { Status: MoveTaskStatus.Running } => ActionAnswer.Done($"{rest} to {to} so far, and the others follow"),
            { FailureReason: MoveTask.UnknownSource } => ActionAnswer.Refused(
                $"{rest}: SQS does not know where the next one came from ({MoveTask.UnknownSource}). StartMessageMoveTask with a DestinationArn moves it."),
            { FailureReason: { } reason } => ActionAnswer.Refused($"{rest}: the next one cannot go to where it came from ({reason})"),
            _ => ActionAnswer.Refused($"{rest}: the move task was cancelled"),
        };
    }

    private ActionAnswer RedriveOne(MessageActionRequest request)
    {
        if (Find(request.Queue) is not { } found)
        {
            return ActionText.NoQueue(request.Queue);
        }

        string id = request.Id ?? "";
        return found.Service.MoveTasks.MoveOne(found.Queue, id) is { } moved
            ? ActionAnswer.Done(
                $"moved message {ActionText.Short(id)} from {found.Queue.Name} to {found.Service.FindQueueByArn(moved.QueueArn)?.Name}, where it is {ActionText.Short(moved.MessageId)}")
            : NoMessage(id, $"visible in {found.Queue.Name}");
    }

    private ActionAnswer Delete(MessageActionRequest request)
    {
        if (Find(request.Queue) is not { } found)
        {
            return ActionText.NoQueue(request.Queue);
        }

        string id = request.Id ?? "";
        return found.Queue.TryDelete(id) ? ActionAnswer.Done($"deleted message {ActionText.Short(id)} from {found.Queue.Name}") : NoMessage(id, $"in {found.Queue.Name} any more");
    }

    private ActionAnswer Purge(QueueActionRequest request)
    {
        if (Find(request.Queue) is not { } found)
        {
            return ActionText.NoQueue(request.Queue);
        }

        found.Queue.Purge();
        return ActionAnswer.Done($"purged {found.Queue.Name}");
    }

    private (SqsService Service, SqsQueue Queue)? Find(string? arn)
    {
        foreach (SqsService service in regions.All)
        {
            if (service.FindQueueByArn(arn ?? "") is { } queue)
            {
                return (service, queue);
            }
        }

        return null;
    }

    private static ActionAnswer NoMessage(string id, string where) =>
        ActionAnswer.Refused($"message {ActionText.Short(id)} is not {where}", StatusCodes.Status404NotFound);

    private static SendOutcome SendLine(SqsQueue queue, string body, string? groupId, string? deduplicationId)
    {
        try
        {
            return new(queue.SendMessage(new() { MessageBody = body, MessageGroupId = groupId, MessageDeduplicationId = deduplicationId }).MessageId, null);
        }
        catch (SqsException refused)
        {
            return new(null, refused.Message);
        }
    }
}
