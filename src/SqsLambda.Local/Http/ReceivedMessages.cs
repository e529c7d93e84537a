using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Rules;

namespace SqsLambda.Local.Http;

/// <summary>Makes the answer of ReceiveMessage. Each message has only the attributes that the request names.</summary>
internal static class ReceivedMessages
{
    public static ReceiveMessageResponse ToResponse(IReadOnlyList<ReceivedMessage> messages, ReceiveMessageRequest request)
    {
        if (messages.Count == 0)
        {
            return new(null);
        }

        var responses = new MessageResponse[messages.Count];
        for (int i = 0; i < responses.Length; i++)
        {
            responses[i] = ToResponse(messages[i], request);
        }

        return new(responses);
    }

    private static MessageResponse ToResponse(ReceivedMessage message, ReceiveMessageRequest request)
    {
        var attributes = MessageAttributes.Select(message.MessageAttributes, request.MessageAttributeNames);
        return new(
            message.MessageId,
            message.ReceiptHandle,
            message.Md5OfBody,
            message.Body,
            SystemAttributes(message, request),
            Md5(message, attributes),
            attributes);
    }

    private static OrderedDictionary<string, string>? SystemAttributes(ReceivedMessage message, ReceiveMessageRequest request)
    {
        // AttributeNames is the old name of MessageSystemAttributeNames. Both are accepted, and unknown names are ignored.
        if (request is { AttributeNames: not { Count: > 0 }, MessageSystemAttributeNames: not { Count: > 0 } })
        {
            return null;
        }

        var attributes = message.SystemAttributes();
        if (!IsAsked(request, QueueAttributeName.All))
        {
            for (int i = attributes.Count - 1; i >= 0; i--)
            {
                if (!IsAsked(request, attributes.GetAt(i).Key))
                {
                    attributes.RemoveAt(i);
                }
            }
        }

        return attributes.Count > 0 ? attributes : null;
    }

    private static bool IsAsked(ReceiveMessageRequest request, string name) =>
        request.AttributeNames?.Contains(name) == true || request.MessageSystemAttributeNames?.Contains(name) == true;

    // The digest covers only the attributes that are returned.
    private static string? Md5(ReceivedMessage message, IReadOnlyDictionary<string, MessageAttributeValue>? attributes) =>
        attributes is null ? null
        : attributes.Count == message.MessageAttributes.Count ? message.Md5OfMessageAttributes
        : Digests.Md5OfAttributes(attributes);
}
