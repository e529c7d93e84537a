using SqsLambda.Local.Sqs.Rules;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>The cost allocation tags of a queue: up to 50, by case-sensitive key. Safe for concurrent use.</summary>
/// <remarks>
/// Amazon SQS API Reference, TagQueue and UntagQueue; SQS Developer Guide, "Amazon SQS standard queue quotas". AWS only advises against more
/// than 50 tags; here they are refused. AWS does not publish every error text: the missing ones follow those of other parameters.
/// </remarks>
/// <param name="queueName">The queue, for the errors.</param>
internal sealed class QueueTags(string queueName)
{
    private const string ReservedPrefix = "aws:";

    private readonly Lock _lock = new();
    private volatile Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>A copy of the current tags.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Adds tags, all or none. A tag with the same key is overwritten.</summary>
    /// <param name="tags">
    /// Keys of 1 to 128 and values of 0 to 256 letters, numbers, blanks and <c>_.:/=+-@</c>, none beginning with <c>aws:</c>.
    /// </param>
    /// <exception cref="SqsException">No tag is given, a tag is refused, or there would be more than 50.</exception>
    public void Add(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count == 0)
        {
            throw SqsException.MissingParameter("Tags");
        }

        foreach (var (key, value) in tags)
        {
            ValidateKey(key);
            ValidateValue(value);
        }

        lock (_lock)
        {
            var values = new Dictionary<string, string>(_values, StringComparer.Ordinal);
            foreach (var (key, value) in tags)
            {
                values[key] = value;
            }

            if (values.Count > SqsLimits.Tags)
            {
                throw SqsException.InvalidParameterValue($"Too many tags added for queue {queueName}.");
            }

            _values = values;
        }
    }

    /// <summary>Removes tags by key. Unknown keys are ignored.</summary>
    /// <exception cref="SqsException">No key is given, or a key has an invalid length.</exception>
    public void Remove(IReadOnlyList<string> keys)
    {
        if (keys.Count == 0 || keys.Any(key => !IsLength(key, 1, SqsLimits.TagKeyLength)))
        {
            throw BadKeyLength();
        }

        lock (_lock)
        {
            var values = new Dictionary<string, string>(_values, StringComparer.Ordinal);
            foreach (string key in keys)
            {
                values.Remove(key);
            }

            _values = values;
        }
    }

    private static void ValidateKey(string key)
    {
        if (!IsLength(key, 1, SqsLimits.TagKeyLength))
        {
            throw BadKeyLength();
        }

        ValidateText("key", key);
    }

    private static void ValidateValue(string? value)
    {
        if (!IsLength(value, 0, SqsLimits.TagValueLength))
        {
            throw SqsException.InvalidParameterValue($"Tag values must be between 0 and {SqsLimits.TagValueLength} characters in length.");
        }

        ValidateText("value", value!);
    }

    private static void ValidateText(string what, string text)
    {
        if (text.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase))
        {
            throw SqsException.InvalidParameterValue($"Tag {what}s can't begin with '{ReservedPrefix}', which is reserved for internal use.");
        }

        if (!AllowedCharacters.IsTag(text))
        {
            throw SqsException.InvalidParameterValue($"Tag {what}s can only contain letters, numbers, whitespace and _.:/=+-@.");
        }
    }

    // JSON null is a value that clients can send.
    private static bool IsLength(string? text, int min, int max) => text?.EnumerateRunes().Count() is { } length && length >= min && length <= max;

    private static SqsException BadKeyLength() =>
        SqsException.InvalidParameterValue($"Tag keys must be between 1 and {SqsLimits.TagKeyLength} characters in length.");
}
