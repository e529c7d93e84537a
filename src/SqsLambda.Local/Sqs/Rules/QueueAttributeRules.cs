using System.Globalization;
using System.Text.Json;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Sqs.Rules;

/// <summary>The attributes of a queue that can be set, and their values (Amazon SQS API Reference, CreateQueue and SetQueueAttributes).</summary>
internal static class QueueAttributeRules
{
    private static readonly Dictionary<string, Func<string, string?>> Normalizers = new(StringComparer.Ordinal)
    {
        [QueueAttributeName.DelaySeconds] = WholeNumber(0, SqsLimits.DelaySeconds),
        [QueueAttributeName.MaximumMessageSize] = WholeNumber(1_024, SqsLimits.MessageBytes),
        [QueueAttributeName.MessageRetentionPeriod] = WholeNumber(60, 1_209_600),
        [QueueAttributeName.ReceiveMessageWaitTimeSeconds] = WholeNumber(0, SqsLimits.WaitTimeSeconds),
        [QueueAttributeName.VisibilityTimeout] = WholeNumber(0, SqsLimits.VisibilityTimeoutSeconds),
        [QueueAttributeName.KmsDataKeyReusePeriodSeconds] = WholeNumber(60, 86_400),
        [QueueAttributeName.KmsMasterKeyId] = value => value,
        [QueueAttributeName.SqsManagedSseEnabled] = Truth,
        [QueueAttributeName.Policy] = value => value.Length == 0 || IsJsonObject(value) ? value : null,
        [QueueAttributeName.RedrivePolicy] = value => value.Length == 0 ? value : RedrivePolicy.Parse(value).ToString(),
        [QueueAttributeName.RedriveAllowPolicy] = value => value.Length == 0 ? value : RedriveAllowPolicy.Parse(value).Text,
    };

    private static readonly Dictionary<string, Func<string, string?>> FifoNormalizers = new(StringComparer.Ordinal)
    {
        [QueueAttributeName.FifoQueue] = Truth,
        [QueueAttributeName.ContentBasedDeduplication] = Truth,
        [QueueAttributeName.DeduplicationScope] = OneOf("queue", "messageGroup"),
        [QueueAttributeName.FifoThroughputLimit] = OneOf("perQueue", "perMessageGroupId"),
    };

    /// <summary>Returns a value in the form in which SQS keeps it: <c>True</c> becomes <c>true</c>, a redrive policy loses its blanks.</summary>
    /// <exception cref="SqsException">This kind of queue does not have the attribute, it cannot be set, or the value is invalid.</exception>
    public static string Normalize(string name, string? value, bool isFifo)
    {
        if (!Normalizers.TryGetValue(name, out var normalize))
        {
            if (!FifoNormalizers.TryGetValue(name, out normalize))
            {
                throw SqsException.UnknownAttribute(name);
            }

            if (!isFifo)
            {
                throw name is QueueAttributeName.DeduplicationScope or QueueAttributeName.FifoThroughputLimit
                    ? SqsException.InvalidAttributeName($"You can specify the {name} only when FifoQueue is set to true.")
                    : SqsException.UnknownAttribute(name);
            }
        }

        return normalize(value ?? "") ?? throw SqsException.InvalidAttributeValue($"Invalid value for the parameter {name}.");
    }

    private static Func<string, string?> WholeNumber(int min, int max) => value =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;

    private static Func<string, string?> OneOf(params string[] values) => value => values.Contains(value) ? value : null;

    private static string? Truth(string value) => bool.TryParse(value, out bool truth) ? (truth ? "true" : "false") : null;

    private static bool IsJsonObject(string text)
    {
        try
        {
            // Writing the document reads all its strings, and so finds those with half of a surrogate pair.
            using var json = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false });
            using var writer = new Utf8JsonWriter(Stream.Null);
            json.RootElement.WriteTo(writer);
            return json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }
}
