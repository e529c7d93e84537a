using System.Net;
using System.Text.Json;

namespace SqsLambda.Batch.Reading;

/// <summary>Reads event notifications of Amazon S3, and discards its test event.</summary>
internal sealed class S3NotificationReader : MessageReader<S3Notification>
{
    public static readonly S3NotificationReader Instance = new();

    private static readonly JsonMembers Notification = new("Records", "Service", "Event");
    private static readonly JsonMembers Record = new("eventName", "s3", "eventTime", "awsRegion");
    private static readonly JsonMembers Entity = new("bucket", "object");
    private static readonly JsonMembers Bucket = new("name", "arn");
    private static readonly JsonMembers Object = new("key", "size", "eTag", "versionId", "sequencer");

    private S3NotificationReader()
    {
    }

    public override ReadResult<S3Notification> Read(string body, MessageContext context)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(context);
        if (!JsonMembers.MayBeObject(body))
        {
            return NoNotification("it is not a JSON object");
        }

        using var utf8 = new Utf8Text(body);
        Span<JsonValue> values = stackalloc JsonValue[3];
        if (!Notification.TryFind(utf8.Bytes, values))
        {
            return NoNotification("it is not a JSON object");
        }

        return values[0].Kind == JsonTokenType.StartArray ? Records(values[0].In(utf8.Bytes))
            : values[1].Is("Amazon S3"u8, utf8.Bytes) && values[2].Is("s3:TestEvent"u8, utf8.Bytes) ? TestEvent()
            : NoNotification("'Records' is missing or not an array");
    }

    private static ReadResult<S3Notification> Records(ReadOnlySpan<byte> json)
    {
        List<S3NotificationRecord> records = [];
        Utf8JsonReader reader = JsonMembers.ReaderOf(json);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (RecordOf(JsonMembers.Skip(ref reader).In(json), out S3NotificationRecord? record) is { } missing)
            {
                return NoNotification($"'{missing}' of record {records.Count + 1} is missing or of the wrong kind");
            }

            records.Add(record!);
        }

        return records.Count == 0 ? NoNotification("it has no records") : ReadResult.Message(new S3Notification(records.AsReadOnly()));
    }

    /// <returns>The member that is missing or of the wrong kind; <see langword="null"/> if there is a record.</returns>
    private static string? RecordOf(ReadOnlySpan<byte> json, out S3NotificationRecord? record)
    {
        record = null;
        Span<JsonValue> values = stackalloc JsonValue[4];
        Record.TryFind(json, values);
        if (values[0].Text(json) is not { Length: > 0 } eventName)
        {
            return "eventName";
        }

        ReadOnlySpan<byte> entityJson = values[1].In(json);
        Span<JsonValue> entity = stackalloc JsonValue[2];
        Entity.TryFind(entityJson, entity);

        ReadOnlySpan<byte> bucketJson = entity[0].In(entityJson);
        Span<JsonValue> bucket = stackalloc JsonValue[2];
        Bucket.TryFind(bucketJson, bucket);
        if (bucket[0].Text(bucketJson) is not { Length: > 0 } bucketName)
        {
            return "s3.bucket.name";
        }

        ReadOnlySpan<byte> objectJson = entity[1].In(entityJson);
        Span<JsonValue> @object = stackalloc JsonValue[5];
        Object.TryFind(objectJson, @object);
        if (@object[0].Text(objectJson) is not { Length: > 0 } key)
        {
            return "s3.object.key";
        }

        record = new()
        {
            EventName = eventName,
            EventTime = values[2].Time(json),
            Region = values[3].Text(json) ?? "",
            BucketName = bucketName,
            BucketArn = bucket[1].Text(bucketJson),
            Key = WebUtility.UrlDecode(key),
            Size = @object[1].Integer(objectJson),
            ETag = @object[2].Text(objectJson),
            VersionId = @object[3].Text(objectJson),
            Sequencer = @object[4].Text(objectJson),
        };
        return null;
    }

    private static ReadResult<S3Notification> TestEvent() =>
        ReadResult.Discarded<S3Notification>("The body is the test event that Amazon S3 sends when notifications are configured.");

    private static ReadResult<S3Notification> NoNotification(string reason) =>
        ReadResult.Unparseable<S3Notification>($"The body is not an S3 notification: {reason}.");
}
