using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Tests;

/// <summary>Events as Lambda sends them, read and answered through the function's registered serializer.</summary>
internal static class SampleEvents
{
    private static readonly ILambdaSerializer Serializer = RegisteredSerializer();

    public static SQSEvent Of(params IEnumerable<string> bodies) => Read(JsonOf(bodies));

    public static string JsonOf(params IEnumerable<string> bodies)
    {
        var records = new JsonArray();
        foreach (string body in bodies)
        {
            records.Add(Record($"message-{records.Count + 1}", body));
        }

        return new JsonObject { ["Records"] = records }.ToJsonString();
    }

    public static SQSEvent Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return Serializer.Deserialize<SQSEvent>(stream);
    }

    public static string Write(SQSBatchResponse response)
    {
        using var stream = new MemoryStream();
        Serializer.Serialize(response, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static JsonObject Record(string messageId, string body) => new()
    {
        ["messageId"] = messageId,
        ["receiptHandle"] = "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
        ["body"] = body,
        ["attributes"] = new JsonObject
        {
            ["ApproximateReceiveCount"] = "1",
            ["SentTimestamp"] = "1545082649183",
            ["SenderId"] = "AIDAIENQZJOLO23YVJ4VO",
            ["ApproximateFirstReceiveTimestamp"] = "1545082649185",
        },
        ["messageAttributes"] = new JsonObject(),
        ["md5OfBody"] = "e4e68fb7bd0e697a0ae8f1bb342846b3",
        ["eventSource"] = "aws:sqs",
        ["eventSourceARN"] = "arn:aws:sqs:us-east-2:123456789012:orders",
        ["awsRegion"] = "us-east-2",
    };

    private static ILambdaSerializer RegisteredSerializer()
    {
        var attribute = (LambdaSerializerAttribute)Attribute.GetCustomAttribute(typeof(Function).Assembly, typeof(LambdaSerializerAttribute))!;
        return (ILambdaSerializer)Activator.CreateInstance(attribute.SerializerType)!;
    }
}
