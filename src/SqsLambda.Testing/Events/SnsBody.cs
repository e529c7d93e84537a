namespace SqsLambda.Testing.Events;

/// <summary>The body of a message that comes from an SNS topic without raw message delivery.</summary>
/// <remarks>Amazon SNS Developer Guide, "Parsing Amazon SNS message formats" and "Amazon SNS message attributes".</remarks>
internal static class SnsBody
{
    public static string Of(
        string message, int index, SnsPlan sns, MessageAttribute[] attributes, QueuePlan queue, bool isFifo, DateTimeOffset time)
    {
        string topicArn = queue.TopicArn(sns.Topic, isFifo);
        string endpoint = $"https://sns.{queue.Region}.amazonaws.com/";
        return JsonText.Of(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("Type", "Notification");
            writer.WriteString("MessageId", JsonText.Uuid(index));
            if (isFifo)
            {
                writer.WriteString("SequenceNumber", EventPlan.SequenceNumber(index));
            }

            writer.WriteString("TopicArn", topicArn);
            if (sns.Subject is not null)
            {
                writer.WriteString("Subject", sns.Subject);
            }

            writer.WriteString("Message", message);
            writer.WriteString("Timestamp", JsonText.Milliseconds(time));
            writer.WriteString("SignatureVersion", "1");
            writer.WriteString("Signature", "c2lnbmF0dXJl");
            writer.WriteString("SigningCertURL", $"{endpoint}SimpleNotificationService-00000000000000000000000000000000.pem");
            writer.WriteString("UnsubscribeURL", $"{endpoint}?Action=Unsubscribe&SubscriptionArn={topicArn}:{JsonText.Uuid(0)}");
            if (attributes.Length > 0)
            {
                writer.WriteStartObject("MessageAttributes");
                foreach (MessageAttribute attribute in attributes)
                {
                    writer.WriteStartObject(attribute.Name);
                    writer.WriteString("Type", attribute.DataType);
                    writer.WriteString("Value", attribute.Value.Bytes is { } bytes ? Convert.ToBase64String(bytes) : attribute.Value.Text);
                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });
    }
}

/// <summary>The topic and the subject of notifications.</summary>
internal sealed record SnsPlan(string Topic, string? Subject);
