using System.Net;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Testing.Events;

/// <summary>The body of an S3 notification.</summary>
/// <remarks>Amazon S3 User Guide, "Event message structure".</remarks>
internal static class S3Body
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1545082649000);

    /// <summary>The record of an object that was put into a bucket without versions.</summary>
    public static S3NotificationRecord Put(string bucket, string key, int index) => new()
    {
        EventName = "ObjectCreated:Put",
        Region = QueuePlan.DefaultRegion,
        EventTime = Time,
        BucketName = bucket,
        Key = key,
        Size = 1024,
        ETag = "d41d8cd98f00b204e9800998ecf8427e",
        Sequencer = $"0055AED6DCD9{index:X6}",
    };

    public static string Of(S3NotificationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentException.ThrowIfNullOrEmpty(record.Key);
        return JsonText.Of(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("Records");
            writer.WriteStartObject();
            writer.WriteString("eventVersion", "2.1");
            writer.WriteString("eventSource", "aws:s3");
            writer.WriteString("awsRegion", record.Region);
            writer.WriteString("eventTime", JsonText.Milliseconds(record.EventTime ?? Time));
            writer.WriteString("eventName", record.EventName);
            writer.WriteStartObject("userIdentity");
            writer.WriteString("principalId", "AWS:AIDAIENQZJOLO23YVJ4VO");
            writer.WriteEndObject();
            writer.WriteStartObject("requestParameters");
            writer.WriteString("sourceIPAddress", "127.0.0.1");
            writer.WriteEndObject();
            writer.WriteStartObject("responseElements");
            writer.WriteString("x-amz-request-id", "C3D13FE58DE4C810");
            writer.WriteString("x-amz-id-2", "FMyUVURIY8/IgAiTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD");
            writer.WriteEndObject();
            writer.WriteStartObject("s3");
            writer.WriteString("s3SchemaVersion", "1.0");
            writer.WriteString("configurationId", "test-notification");
            writer.WriteStartObject("bucket");
            writer.WriteString("name", record.BucketName);
            writer.WriteStartObject("ownerIdentity");
            writer.WriteString("principalId", "A3NL1KOZZKExample");
            writer.WriteEndObject();
            writer.WriteString("arn", record.BucketArn ?? $"arn:aws:s3:::{record.BucketName}");
            writer.WriteEndObject();
            writer.WriteStartObject("object");
            writer.WriteString("key", Encoded(record.Key));
            if (record.Size is { } size)
            {
                writer.WriteNumber("size", size);
            }

            if (record.ETag is { } tag)
            {
                writer.WriteString("eTag", tag);
            }

            if (record.VersionId is { } version)
            {
                writer.WriteString("versionId", version);
            }

            if (record.Sequencer is { } sequencer)
            {
                writer.WriteString("sequencer", sequencer);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    /// <summary>Encodes a key as a form value does: a space becomes a plus sign. Slashes stay.</summary>
    private static string Encoded(string key) => WebUtility.UrlEncode(key)
        .Replace("%2F", "/", StringComparison.Ordinal)
        .Replace("!", "%21", StringComparison.Ordinal)
        .Replace("(", "%28", StringComparison.Ordinal)
        .Replace(")", "%29", StringComparison.Ordinal);
}
