using System.Buffers;
using System.Text.Json;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Running;

/// <summary>
/// Shows a retry with the samples, whatever the function does: a sample that is to fail once is returned at its first receive, before the function sees
/// it, and so is what follows it in its message group. What the laptop returns comes back one second later.
/// </summary>
/// <param name="samples">The samples.</param>
/// <param name="invoke">Invokes the function.</param>
/// <param name="hide">Sets for how long a message of the batch stays hidden from now.</param>
internal sealed class SampleStory(SampleMessages samples, BatchInvocation invoke, Action<PolledMessage, TimeSpan> hide)
{
    /// <summary>How long a returned sample stays hidden.</summary>
    public static readonly TimeSpan Hidden = TimeSpan.FromSeconds(1);

    // Not at once, so that it is told before it happens.
    private static readonly TimeSpan HiddenBeforeDeadLettering = TimeSpan.FromMilliseconds(250);

    private const string GroupAttribute = "MessageGroupId";

    /// <summary>
    /// Whether samples that the function returns come back after <see cref="Hidden"/> too, so that the story ends soon. Otherwise they come back when their
    /// visibility timeout ends.
    /// </summary>
    public bool HurriesReturned { get; init; }

    /// <summary>The receives after which a message goes to the dead-letter queue. A sample that was returned that often goes there soon.</summary>
    public Func<int?> MaxReceiveCount { get; init; } = static () => null;

    /// <inheritdoc cref="BatchInvocation"/>
    public async Task<InvocationResult> InvokeAsync(PolledBatch batch)
    {
        bool[] withheld = Withheld(batch.Messages);
        InvocationResult result = Array.IndexOf(withheld, true) < 0 ? await invoke(batch) : await WithholdAsync(batch, withheld);
        if (HurriesReturned && !result.IsThrottled)
        {
            Hurry(batch, result);
        }

        return result;
    }

    private async Task<InvocationResult> WithholdAsync(PolledBatch batch, bool[] withheld)
    {
        InvocationResult result = Array.IndexOf(withheld, false) < 0
            ? new("{\"batchItemFailures\":[]}"u8.ToArray(), FunctionError: null)
            : await invoke(batch with
            {
                Messages = [.. batch.Messages.Where((_, index) => !withheld[index])],
                Payload = WithoutRecords(batch.Payload, withheld),
            });
        if (result.IsThrottled)
        {
            return result;
        }

        PolledMessage[] returned = [.. batch.Messages.Where((_, index) => withheld[index])];
        foreach (PolledMessage message in returned)
        {
            hide(message, Hidden);
        }

        return result with
        {
            Payload = result.FunctionError is null ? WithFailures(result.Payload, returned) : result.Payload,
            Messages = [.. result.Messages, .. returned.Select(ResultOf)],
        };
    }

    private void Hurry(PolledBatch batch, InvocationResult result)
    {
        IReadOnlySet<string>? failed = result.FunctionError is not null
            ? null
            : BatchVerdict.OfResponse(result.Payload, batch.Messages.Select(static message => message.MessageId).ToHashSet(StringComparer.Ordinal)).FailedIds;
        foreach (PolledMessage message in batch.Messages)
        {
            if (samples.Contains(message.Body) && failed?.Contains(message.MessageId) != false)
            {
                hide(message, message.ReceiveCount >= MaxReceiveCount() ? HiddenBeforeDeadLettering : Hidden);
            }
        }
    }

    private MessageResult ResultOf(PolledMessage message) => new(
        message.MessageId,
        MessageResult.Withheld,
        IsToFail(message) ? "withheld once by the laptop, to show a retry" : "withheld by the laptop, because it follows a withheld message of its group");

    private bool[] Withheld(IReadOnlyList<PolledMessage> messages)
    {
        bool[] withheld = new bool[messages.Count];
        HashSet<string> groups = new(StringComparer.Ordinal);
        for (int i = 0; i < messages.Count; i++)
        {
            string? group = messages[i].Attributes.FirstOrDefault(static attribute => attribute.Key == GroupAttribute).Value;
            withheld[i] = IsToFail(messages[i]) || (group is not null && groups.Contains(group));
            if (withheld[i] && group is not null)
            {
                groups.Add(group);
            }
        }

        return withheld;
    }

    private bool IsToFail(PolledMessage message) => message.ReceiveCount == 1 && samples.IsToFailOnce(message.Body);

    private static byte[] WithoutRecords(byte[] payload, bool[] without)
    {
        using var document = JsonDocument.Parse(payload);
        var buffer = new ArrayBufferWriter<byte>(payload.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("Records"u8);
            int index = 0;
            foreach (JsonElement record in document.RootElement.GetProperty("Records"u8).EnumerateArray())
            {
                if (!without[index++])
                {
                    writer.WriteRawValue(record.GetRawText());
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    // A response that names failures wrongly stays as it is: it fails the whole batch, and so the withheld messages too.
    private static byte[] WithFailures(byte[] response, IEnumerable<PolledMessage> returned)
    {
        JsonElement[] failures = [];
        try
        {
            using JsonDocument? document = response.Length == 0 ? null : JsonDocument.Parse(response);
            if (document?.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("batchItemFailures"u8, out JsonElement listed) && listed.ValueKind != JsonValueKind.Null)
            {
                if (listed.ValueKind != JsonValueKind.Array)
                {
                    return response;
                }

                failures = [.. listed.EnumerateArray().Select(static failure => failure.Clone())];
            }
        }
        catch (JsonException)
        {
            return response;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("batchItemFailures"u8);
            foreach (JsonElement failure in failures)
            {
                writer.WriteRawValue(failure.GetRawText());
            }

            foreach (PolledMessage message in returned)
            {
                writer.WriteStartObject();
                writer.WriteString("itemIdentifier"u8, message.MessageId);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
