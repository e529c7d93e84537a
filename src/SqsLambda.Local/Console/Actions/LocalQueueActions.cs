using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sending;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.WebConsole.Actions;

/// <summary>What the page does with the queues of this process.</summary>
internal sealed class LocalQueueActions(SqsRegions regions) : IQueueActions
{
    public ValueTask<ActionAnswer> SendAsync(SendActionRequest request, CancellationToken cancellationToken) => new(Send(request));

    public ValueTask<ActionAnswer> RedriveAsync(QueueActionRequest request, CancellationToken cancellationToken) => new(Redrive(request));

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

    private ActionAnswer Redrive(QueueActionRequest request)
    {
        if (Find(request.Queue) is not { } found)
        {
            return ActionText.NoQueue(request.Queue);
        }

        int count = found.Queue.Counts.Visible;
        found.Service.MoveTasks.Start(found.Queue.Arn);
        var (sources, _) = found.Service.ListDeadLetterSourceQueues(found.Queue);
        return ActionAnswer.Done($"moving {ActionText.Messages(count)} from {found.Queue.Name} to {(sources is [var source] ? source.Name : "the queues that they came from")}");
    }

    private ActionAnswer RedriveOne(MessageActionRequest request)
    {
        string id = request.Id ?? "";
        foreach ((SqsService service, SqsQueue queue) in FindWithDeadLetters(request.Queue))
        {
            if (service.MoveTasks.MoveOne(queue, id) is { } destination)
            {
                return ActionAnswer.Done($"moved message {ActionText.Short(id)} from {queue.Name} to {destination.Name}, where it has a new id");
            }
        }

        return NoMessage(request, "visible in a dead-letter queue");
    }

    private ActionAnswer Delete(MessageActionRequest request)
    {
        string id = request.Id ?? "";
        foreach ((_, SqsQueue queue) in FindWithDeadLetters(request.Queue))
        {
            if (queue.TryDelete(id))
            {
                return ActionAnswer.Done($"deleted message {ActionText.Short(id)} from {queue.Name}");
            }
        }

        return NoMessage(request, "in its queue any more");
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

    // A message that was dead-lettered keeps its id.
    private IEnumerable<(SqsService Service, SqsQueue Queue)> FindWithDeadLetters(string? arn)
    {
        if (Find(arn) is { } found)
        {
            yield return found;
            if (found.Queue.RedrivePolicy is { } policy && Find(policy.DeadLetterTargetArn) is { } deadLetters)
            {
                yield return deadLetters;
            }
        }
    }

    private ActionAnswer NoMessage(MessageActionRequest request, string where) => Find(request.Queue) is null
        ? ActionText.NoQueue(request.Queue)
        : ActionAnswer.Refused($"message {ActionText.Short(request.Id ?? "")} is not {where}", StatusCodes.Status404NotFound);

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
