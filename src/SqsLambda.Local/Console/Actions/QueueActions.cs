using System.Globalization;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Running;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.WebConsole.Actions;

/// <summary>What the page does with queues and messages. Where SQS refuses, its error is the answer.</summary>
internal sealed class QueueActions(SqsRegions regions)
{
    /// <summary>The size of a file: 5 MiB. As Base64 it fits in a request.</summary>
    public const int MaxFileBytes = 5 * 1024 * 1024;

    /// <summary>The lines of a file: as many as the console remembers messages.</summary>
    public const int MaxFileLines = MessageMemory.MaxMessages;

    private const int MaxToldLines = 5;

    /// <summary>Sends a message.</summary>
    public ActionAnswer Send(SendActionRequest request)
    {
        if (Find(request.Queue) is not { } found)
        {
            return NoQueue(request.Queue);
        }

        Dictionary<string, MessageAttributeValue> attributes = new(StringComparer.Ordinal);
        foreach (AttributeToSend attribute in request.Attributes ?? [])
        {
            string name = attribute.Name ?? "";
            if (ValueOf(attribute) is not { } value)
            {
                return ActionAnswer.Refused($"The attribute '{name}' is Binary: its value must be Base64.");
            }

            if (!attributes.TryAdd(name, value))
            {
                return ActionAnswer.Refused($"There are two attributes with the name '{name}'.");
            }
        }

        SendMessageResult sent = found.Queue.SendMessage(new()
        {
            MessageBody = request.Body,
            DelaySeconds = request.DelaySeconds,
            MessageGroupId = request.GroupId,
            MessageDeduplicationId = request.DeduplicationId,
            MessageAttributes = attributes.Count > 0 ? attributes : null,
        });
        return ActionAnswer.Done($"sent message {Short(sent.MessageId)} to {found.Queue.Name}");
    }

    /// <summary>Sends each line of a file, as <c>--send</c> does.</summary>
    public async Task<ActionAnswer> SendFileAsync(FileActionRequest request, CancellationToken cancellationToken)
    {
        if (Find(request.Queue) is not { } found)
        {
            return NoQueue(request.Queue);
        }

        string name = request.Name is { Length: > 0 } given ? given : "the file";
        byte[] content = request.Content ?? [];
        if (content.Length > MaxFileBytes || content.AsSpan().Count((byte)'\n') >= MaxFileLines)
        {
            return ActionAnswer.Refused(
                string.Create(CultureInfo.InvariantCulture, $"{name} is too large: allowed are {MaxFileBytes} bytes and {MaxFileLines} lines. --send has no such limit."),
                StatusCodes.Status413PayloadTooLarge);
        }

        List<string> refusals = [];
        using var lines = MessageLines.Of(name, content);
        int sent = await lines.SendAsync(
            found.Queue.IsFifo,
            (body, groupId, deduplicationId) => Task.FromResult(SendLine(found.Queue, body, groupId, deduplicationId)),
            refusal =>
            {
                refusals.Add(refusal);
                return Task.CompletedTask;
            },
            cancellationToken);
        string told = $"sent {Messages(sent)} from {name} to {found.Queue.Name}";
        return refusals.Count == 0 && sent == 0 ? ActionAnswer.Refused($"{name} has no line with a message.")
            : refusals.Count == 0 ? ActionAnswer.Done(told)
            : ActionAnswer.Refused(
                $"{told}; {string.Join("; ", refusals.Take(MaxToldLines))}{(refusals.Count > MaxToldLines ? $"; and {refusals.Count - MaxToldLines} lines more" : "")}");
    }

    /// <summary>Starts to move the visible messages of a dead-letter queue back to where they came from: StartMessageMoveTask.</summary>
    public ActionAnswer Redrive(QueueActionRequest request)
    {
        if (Find(request.Queue) is not { } found)
        {
            return NoQueue(request.Queue);
        }

        int count = found.Queue.Counts.Visible;
        found.Service.MoveTasks.Start(found.Queue.Arn);
        var (sources, _) = found.Service.ListDeadLetterSourceQueues(found.Queue);
        return ActionAnswer.Done($"moving {Messages(count)} from {found.Queue.Name} to {(sources is [var source] ? source.Name : "the queues that they came from")}");
    }

    /// <summary>Moves one message of a dead-letter queue back to where it came from.</summary>
    public ActionAnswer RedriveOne(MessageActionRequest request)
    {
        string id = request.Id ?? "";
        foreach ((SqsService service, SqsQueue queue) in FindWithDeadLetters(request.Queue))
        {
            if (service.MoveTasks.MoveOne(queue, id) is { } destination)
            {
                return ActionAnswer.Done($"moved message {Short(id)} from {queue.Name} to {destination.Name}, where it has a new id");
            }
        }

        return NoMessage(request, "visible in a dead-letter queue");
    }

    /// <summary>Deletes a message in a queue or in its dead-letter queue.</summary>
    public ActionAnswer Delete(MessageActionRequest request)
    {
        string id = request.Id ?? "";
        foreach ((_, SqsQueue queue) in FindWithDeadLetters(request.Queue))
        {
            if (queue.TryDelete(id))
            {
                return ActionAnswer.Done($"deleted message {Short(id)} from {queue.Name}");
            }
        }

        return NoMessage(request, "in its queue any more");
    }

    /// <summary>Deletes all messages of a queue.</summary>
    public ActionAnswer Purge(QueueActionRequest request)
    {
        if (Find(request.Queue) is not { } found)
        {
            return NoQueue(request.Queue);
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
        ? NoQueue(request.Queue)
        : ActionAnswer.Refused($"message {Short(request.Id ?? "")} is not {where}", StatusCodes.Status404NotFound);

    private static ActionAnswer NoQueue(string? arn) => ActionAnswer.Refused($"There is no queue '{arn}'.", StatusCodes.Status404NotFound);

    private static MessageAttributeValue? ValueOf(AttributeToSend attribute)
    {
        var value = new MessageAttributeValue { DataType = attribute.Type, StringValue = attribute.Value };
        if (!value.IsBinary)
        {
            return value;
        }

        byte[] bytes = new byte[attribute.Value?.Length ?? 0];
        return Convert.TryFromBase64String(attribute.Value ?? "", bytes, out int length)
            ? new() { DataType = attribute.Type, BinaryValue = bytes[..length] }
            : null;
    }

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

    private static string Messages(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "message" : "messages")}");

    private static string Short(string id) => id.Length > 8 ? $"{id[..8]}…" : id;
}
