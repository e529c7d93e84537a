using System.Text.Json;
using System.Text.Json.Serialization;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.WebConsole;

// What pages are sent. Times are in milliseconds since 1970. Null members are left out.

/// <summary>A page begins: it forgets what it has.</summary>
internal sealed record PageStart(int MaxMessages);

/// <summary>Messages that are new or changed.</summary>
internal sealed record MessagesPart(IReadOnlyList<MessageRow> Rows, IReadOnlyList<long> Forgotten, bool IsAll);

/// <summary>A message in the table. A dead letter that SqsLambda's function sent names the message that it was: <c>SourceId</c>.</summary>
internal sealed record MessageRow(
    long Number,
    string Queue,
    string Id,
    string? SourceId,
    MessageState State,
    string? Group,
    int Receives,
    int? MaxReceives,
    long SentAt,
    long? HiddenUntil,
    string? Reason,
    string Body,
    int BodyLength)
{
    /// <summary>How much of a body and of a reason the table shows, in characters.</summary>
    public const int MaxTextLength = 200;

    public static MessageRow Of(RememberedMessage message) => new(
        message.Number,
        message.QueueArn,
        message.Id,
        SourceIdOf(message) is { } id ? StartOf(id) : null,
        message.State,
        message.GroupId,
        message.Receives,
        message.MaxReceives,
        message.SentAt.ToUnixTimeMilliseconds(),
        message.HiddenUntil?.ToUnixTimeMilliseconds(),
        (message.Reason ?? ReasonOfLetter(message)) is { } reason ? StartOf(reason) : null,
        StartOf(message.Body),
        message.Body.Length);

    private static string? SourceIdOf(RememberedMessage message) => TextOf(message, "SourceMessageId");

    // Why the function sent it to the dead-letter queue, while nothing else is known of it.
    private static string? ReasonOfLetter(RememberedMessage message) =>
        message is { State: MessageState.Waiting, Receives: 0 } && SourceIdOf(message) is not null ? TextOf(message, "ErrorMessage") : null;

    private static string? TextOf(RememberedMessage message, string attribute) =>
        message.Content.Attributes.TryGetValue(attribute, out MessageAttributeValue? value) ? value.StringValue : null;

    private static string StartOf(string text) => text.Length <= MaxTextLength ? text : ShortText.StartOf(text, MaxTextLength).ToString();
}

/// <summary>The queues as they are now.</summary>
/// <param name="At">When.</param>
/// <param name="Queues">The queues.</param>
/// <param name="NotShown">How many more there are, if there are any.</param>
internal sealed record NowPart(long At, IReadOnlyList<QueueRow> Queues, int? NotShown);

/// <summary>Queues, and how many more there are that pages are not told of.</summary>
internal sealed record QueueRows(IReadOnlyList<QueueRow> Rows, int NotShown = 0);

/// <summary>A queue. What it has counted, and its mapping, are null for a queue without a function.</summary>
internal sealed record QueueRow(
    string Arn,
    string Name,
    string Region,
    string? DeadLetterQueue,
    int? Visible,
    int? InFlight,
    int? Delayed,
    long? OldestAt,
    long? Sent,
    long? Done,
    long? Failed,
    long? DeadLettered,
    MappingRow? Mapping)
{
    /// <summary>Whether it is a queue of another process: only what every client of SQS can do is possible.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>Why the counts are not known, or are old.</summary>
    public string? Problem { get; init; }

    /// <summary>All messages in the queue; <see langword="null"/> if that is not known.</summary>
    [JsonIgnore]
    public int? Depth => Visible + InFlight + Delayed;
}

/// <summary>Points of the last minutes, the oldest first.</summary>
/// <param name="Points">The points that the page does not have.</param>
/// <param name="IsAll">Whether these are all points: the page forgets those that it has.</param>
internal sealed record HistoryPart(IReadOnlyList<HistoryPoint> Points, bool IsAll);

/// <summary>A point in time.</summary>
/// <param name="At">When.</param>
/// <param name="Queues">By ARN: the messages in the queue, as far as that is known, and how many were done and failed since the run began.</param>
internal sealed record HistoryPoint(long At, IReadOnlyDictionary<string, long?[]> Queues);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PageStart))]
[JsonSerializable(typeof(MessagesPart))]
[JsonSerializable(typeof(NowPart))]
[JsonSerializable(typeof(HistoryPart))]
[JsonSerializable(typeof(MessageDetail))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(SearchResult))]
internal sealed partial class ConsoleJsonContext : JsonSerializerContext;
