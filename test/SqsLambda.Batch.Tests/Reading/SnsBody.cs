using System.Text.Json;

namespace SqsLambda.Batch.Tests.Reading;

/// <summary>Builds the body that Amazon SNS sends to a queue without raw message delivery.</summary>
internal static class SnsBody
{
    public const string TopicArn = "arn:aws:sns:us-east-1:123456789012:orders";
    public const string MessageId = "165545c9-2a5c-472c-8df2-7ff2be2b3b1b";

    /// <param name="message">The message.</param>
    /// <param name="attributes">The JSON text of the message attributes.</param>
    public static string Of(string message, string? attributes = null) => OfJson($"\"{JsonEncodedText.Encode(message)}\"", attributes);

    /// <param name="message">The JSON text of the message: a string, if it is to be one.</param>
    /// <param name="attributes">The JSON text of the message attributes.</param>
    public static string OfJson(string message, string? attributes = null) => $$"""
        {
          "Type" : "Notification",
          "MessageId" : "{{MessageId}}",
          "TopicArn" : "{{TopicArn}}",
          "Subject" : "A subject",
          "Message" : {{message}},
          "Timestamp" : "2012-05-02T00:54:06.655Z",
          "SignatureVersion" : "1",
          "Signature" : "EXAMPLEw6JRN...",
          "SigningCertURL" : "https://sns.us-east-1.amazonaws.com/SimpleNotificationService.pem",
          "UnsubscribeURL" : "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe"{{(attributes is null ? "" : $", \"MessageAttributes\" : {attributes}")}}
        }
        """;
}
