using System.Text.Json;
using System.Text.Json.Serialization;
using SqsLambda.Local.Faults;
using SqsLambda.Local.Http;

namespace SqsLambda.Local.WebConsole.Actions;

// What the page sends. A queue is named by its ARN.

/// <summary>An action on a whole queue.</summary>
internal sealed record QueueActionRequest(string? Queue);

/// <summary>An action on one message.</summary>
internal sealed record MessageActionRequest(string? Queue, string? Id);

/// <summary>A message to send. SQS checks it.</summary>
internal sealed record SendActionRequest(
    string? Queue, string? Body, int? DelaySeconds, string? GroupId, string? DeduplicationId, IReadOnlyList<AttributeToSend?>? Attributes);

/// <summary>A message attribute. The value of the type Binary is Base64.</summary>
internal sealed record AttributeToSend(string? Name, string? Type, string? Value);

/// <summary>A file with one message a line.</summary>
/// <param name="Queue">Where to send them.</param>
/// <param name="Name">The name of the file.</param>
/// <param name="Content">Its bytes, as Base64.</param>
internal sealed record FileActionRequest(string? Queue, string? Name, byte[]? Content);

/// <summary>Settings to change. What is absent stays as it is.</summary>
/// <param name="Queue">The queue of the mapping.</param>
/// <param name="BatchSize">1 to 10,000 messages.</param>
/// <param name="BatchingWindow">0 to 300 s.</param>
/// <param name="MaximumConcurrency">2 to 1,000; JSON null for no limit.</param>
/// <param name="ReportBatchItemFailures">Whether the function says which messages failed.</param>
/// <param name="Filters">Up to 5 patterns. An empty list lets all messages through.</param>
/// <param name="Faults">How often each of these faults happens, in percent.</param>
internal sealed record SettingsActionRequest(
    string? Queue,
    int? BatchSize,
    int? BatchingWindow,
    JsonElement MaximumConcurrency,
    bool? ReportBatchItemFailures,
    IReadOnlyList<string?>? Filters,
    IReadOnlyDictionary<FaultKind, double>? Faults);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.Strict, Converters = [typeof(TextConverter)])]
[JsonSerializable(typeof(QueueActionRequest))]
[JsonSerializable(typeof(MessageActionRequest))]
[JsonSerializable(typeof(SendActionRequest))]
[JsonSerializable(typeof(FileActionRequest))]
[JsonSerializable(typeof(SettingsActionRequest))]
internal sealed partial class ActionJsonContext : JsonSerializerContext;
