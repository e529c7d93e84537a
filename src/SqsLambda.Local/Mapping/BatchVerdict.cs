using System.Text.Json;

namespace SqsLambda.Local.Mapping;

/// <summary>How Lambda interprets the function's response to a batch.</summary>
/// <param name="FailedIds">The messages that stay in the queue; the others are deleted. <see langword="null"/> if all stay.</param>
/// <param name="Reason">Why the whole batch failed.</param>
internal sealed record BatchVerdict(IReadOnlySet<string>? FailedIds, string? Reason)
{
    private const int MaxShownLength = 60;

    private static readonly BatchVerdict AllSucceeded = new(new HashSet<string>(), Reason: null);

    /// <summary>What is odd in the response although Lambda accepts it.</summary>
    public string? Warning { get; private init; }

    /// <summary>The function ended with an error: the whole batch stays.</summary>
    public static BatchVerdict OfFunctionError(string error) => new(FailedIds: null, error);

    /// <summary>The function was throttled until the messages were visible again: the whole batch stays.</summary>
    public static BatchVerdict OfThrottle() =>
        new(FailedIds: null, "the function was throttled until the visibility timeout ended: Lambda drops the batch");

    /// <summary>
    /// Reads a response by the rules for <c>ReportBatchItemFailures</c>. (Lambda Developer Guide, "Handling errors for an SQS event source
    /// in Lambda": success and failure conditions.) A response without failures is a success, even if it is not a batch response at all. A
    /// response that names a failure wrongly fails the whole batch.
    /// </summary>
    public static BatchVerdict OfResponse(ReadOnlySpan<byte> payload, IReadOnlySet<string> batchIds)
    {
        if (payload.IsEmpty)
        {
            return AllSucceeded;
        }

        try
        {
            using var document = JsonDocument.Parse(payload.ToArray());
            return OfResponse(document.RootElement, batchIds);
        }
        catch (JsonException)
        {
            return AllFailed("the response is not valid JSON");
        }
        catch (InvalidOperationException)
        {
            return AllFailed("an itemIdentifier holds half of a surrogate pair");
        }
    }

    private static BatchVerdict OfResponse(JsonElement response, IReadOnlySet<string> batchIds)
    {
        if (response.ValueKind != JsonValueKind.Object)
        {
            return AllSucceeded;
        }

        if (!LenientJson.TryGetMember(response, "batchItemFailures"u8, out JsonElement failures))
        {
            return response.EnumerateObject().Any() ? AllSucceeded with { Warning = WithoutFailures(response.GetRawText()) } : AllSucceeded;
        }

        if (failures.ValueKind == JsonValueKind.Null)
        {
            return AllSucceeded;
        }

        if (failures.ValueKind != JsonValueKind.Array)
        {
            return AllFailed("batchItemFailures is not an array");
        }

        var failedIds = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonElement failure in failures.EnumerateArray())
        {
            if (failure.ValueKind != JsonValueKind.Object || !LenientJson.TryGetMember(failure, "itemIdentifier"u8, out JsonElement identifier))
            {
                return AllFailed("an entry of batchItemFailures has no itemIdentifier");
            }

            if (identifier.ValueKind != JsonValueKind.String)
            {
                return AllFailed($"an itemIdentifier is {identifier.ValueKind}, not a string");
            }

            string id = identifier.GetString()!;
            if (id.Length == 0)
            {
                return AllFailed("an itemIdentifier is empty");
            }

            if (!batchIds.Contains(id))
            {
                return AllFailed($"itemIdentifier '{id}' is not a message of this batch");
            }

            failedIds.Add(id);
        }

        return new(failedIds, Reason: null);
    }

    private static string WithoutFailures(string response) =>
        $"The function's answer has no batchItemFailures, so Lambda takes every message as done: {(response.Length > MaxShownLength ? response[..MaxShownLength] + "…" : response)}";

    private static BatchVerdict AllFailed(string reason) => new(FailedIds: null, $"{reason}: Lambda fails the whole batch");
}
