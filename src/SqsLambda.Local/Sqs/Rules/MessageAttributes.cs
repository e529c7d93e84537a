using System.Globalization;
using System.Text;
using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.Sqs.Rules;

/// <summary>The rules for message attributes: which are valid, their size, and which of them a receive returns.</summary>
/// <remarks>SQS Developer Guide, "Amazon SQS message attributes"; Amazon SQS API Reference, ReceiveMessage.</remarks>
internal static class MessageAttributes
{
    private const string TraceHeader = "AWSTraceHeader";
    private const double LargestNumber = 1e126;
    private const double SmallestNumber = 1e-128;

    private const NumberStyles NumberForm = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Refuses invalid attributes.</summary>
    /// <exception cref="SqsException">An attribute breaks a rule.</exception>
    public static void Validate(IReadOnlyDictionary<string, MessageAttributeValue> attributes)
    {
        if (attributes.Count > SqsLimits.MessageAttributes)
        {
            throw SqsException.InvalidParameterValue(
                $"Number of message attributes [{attributes.Count}] exceeds the allowed maximum [{SqsLimits.MessageAttributes}].");
        }

        foreach (var (name, value) in attributes)
        {
            ValidateName(name);
            ValidateType(name, value);
            ValidateValue(name, value);
        }
    }

    /// <summary>Returns the X-Ray trace header, the only message system attribute that SQS accepts, or null if there is none.</summary>
    /// <exception cref="SqsException">There is another system attribute, or the header is not a string.</exception>
    public static string? TraceHeaderOf(IReadOnlyDictionary<string, MessageAttributeValue>? systemAttributes)
    {
        foreach (var (name, value) in systemAttributes ?? new Dictionary<string, MessageAttributeValue>())
        {
            if (name != TraceHeader)
            {
                throw SqsException.InvalidParameterValue($"Message system attribute name '{name}' is invalid.");
            }

            if (value is not { DataType: "String" } || string.IsNullOrEmpty(value.StringValue))
            {
                throw SqsException.InvalidParameterValue(
                    $"Message system attribute '{name}' must contain a non-empty value of type 'String'.");
            }

            return value.StringValue;
        }

        return null;
    }

    /// <summary>The bytes that attributes add to the size of a message: names, types and values.</summary>
    public static long Size(IReadOnlyDictionary<string, MessageAttributeValue> attributes)
    {
        long bytes = 0;
        foreach (var (name, value) in attributes)
        {
            bytes += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value?.DataType ?? "")
                + Encoding.UTF8.GetByteCount(value?.StringValue ?? "") + (value?.BinaryValue?.Length ?? 0);
        }

        return bytes;
    }

    /// <summary>Selects the attributes for a receive: by name, by prefix (<c>bar.*</c>), or all (<c>All</c>, <c>*</c>, <c>.*</c>).</summary>
    /// <returns>The attributes, or null if there are none.</returns>
    public static IReadOnlyDictionary<string, MessageAttributeValue>? Select(
        IReadOnlyDictionary<string, MessageAttributeValue> attributes, IReadOnlyList<string>? names)
    {
        if (attributes.Count == 0 || names is not { Count: > 0 })
        {
            return null;
        }

        if (names.Any(name => name is "All" or "*" or ".*"))
        {
            return attributes;
        }

        var selected = new Dictionary<string, MessageAttributeValue>();
        foreach (var (name, value) in attributes)
        {
            if (names.Any(pattern => Matches(name, pattern)))
            {
                selected.Add(name, value);
            }
        }

        return selected.Count > 0 ? selected : null;
    }

    private static bool Matches(string name, string? pattern) =>
        pattern?.EndsWith(".*", StringComparison.Ordinal) == true
            ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 2), StringComparison.Ordinal)
            : name == pattern;

    private static void ValidateName(string name)
    {
        if (name.Length == 0)
        {
            throw SqsException.InvalidParameterValue("The request must contain non-empty message (user) attribute names.");
        }

        if (Encoding.UTF8.GetByteCount(name) > SqsLimits.AttributeNameBytes)
        {
            throw SqsException.InvalidParameterValue("Message (user) attribute names must be shorter than 256 Bytes");
        }

        if (!AllowedCharacters.IsAttributeName(name))
        {
            // The text, with the blank at its end, is the one of SQS.
            throw SqsException.InvalidParameterValue(
                "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ");
        }

        if (name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith('.') || name.EndsWith('.'))
        {
            throw SqsException.InvalidParameterValue(
                "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. "
                + "Additionally, they cannot start or end with '.'.");
        }

        if (name.Contains("..", StringComparison.Ordinal))
        {
            throw SqsException.InvalidParameterValue("Message (user) attribute name must not have successive '.' characters.");
        }
    }

    private static void ValidateType(string name, MessageAttributeValue value)
    {
        if (value?.StringListValues is { Count: > 0 } || value?.BinaryListValues is { Count: > 0 })
        {
            throw SqsException.InvalidParameterValue("Message attribute list values in SendMessage operation are not supported.");
        }

        // JSON null is a value that clients can send.
        if (string.IsNullOrEmpty(value?.DataType))
        {
            throw SqsException.InvalidParameterValue($"The message (user) attribute '{name}' must contain a non-empty message attribute value.");
        }

        if (!value.IsString && !value.IsNumber && !value.IsBinary)
        {
            throw SqsException.InvalidParameterValue(
                $"The type of message (user) attribute '{name}' is invalid. "
                + "You must use only the following supported type prefixes: Binary, Number, String.");
        }

        if (Encoding.UTF8.GetByteCount(value.DataType) > SqsLimits.AttributeNameBytes)
        {
            throw SqsException.InvalidParameterValue("Message (user) attribute types must be shorter than 256 Bytes");
        }
    }

    private static void ValidateValue(string name, MessageAttributeValue value)
    {
        if (value.IsBinary ? value.BinaryValue is not { Length: > 0 } : string.IsNullOrEmpty(value.StringValue))
        {
            string type = value.IsBinary ? "Binary" : value.IsNumber ? "Number" : "String";
            throw SqsException.InvalidParameterValue($"Message (user) attribute '{name}' must contain a non-empty value of type '{type}'.");
        }

        if (value.IsNumber && !IsNumber(value.StringValue))
        {
            throw SqsException.InvalidParameterValue($"Can't cast the value of message (user) attribute '{name}' to a number.");
        }

        if (!AllowedCharacters.IsContent(value.StringValue))
        {
            // Unlike for the body, SQS answers InvalidParameterValue here.
            throw SqsException.InvalidParameterValue(SqsException.InvalidMessageContents().Message);
        }
    }

    // SQS Developer Guide, "Amazon SQS message attributes": between 10^-128 and 10^+126. Much smaller numbers are parsed as 0.
    private static bool IsNumber(string? text) =>
        double.TryParse(text, NumberForm, CultureInfo.InvariantCulture, out double number)
        && (number == 0 ? !Mantissa(text).ContainsAnyInRange('1', '9') : Math.Abs(number) is >= SmallestNumber and <= LargestNumber);

    private static ReadOnlySpan<char> Mantissa(ReadOnlySpan<char> text) => text.IndexOfAny('e', 'E') is var end and >= 0 ? text[..end] : text;
}
