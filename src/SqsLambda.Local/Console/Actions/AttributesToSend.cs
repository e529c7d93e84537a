using System.Diagnostics.CodeAnalysis;
using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.WebConsole.Actions;

/// <summary>Reads the message attributes of a message to send. SQS checks them.</summary>
internal static class AttributesToSend
{
    /// <param name="request">The message to send.</param>
    /// <param name="attributes">Its attributes by name.</param>
    /// <param name="refusal">Why they cannot be read.</param>
    public static bool TryRead(
        SendActionRequest request, out Dictionary<string, MessageAttributeValue> attributes, [NotNullWhen(false)] out string? refusal)
    {
        attributes = new(StringComparer.Ordinal);
        refusal = null;
        foreach (AttributeToSend? attribute in request.Attributes ?? [])
        {
            string name = attribute?.Name ?? "";
            refusal = attribute is null ? "An attribute is null: each must have a name, a type and a value."
                : ValueOf(attribute) is not { } value ? $"The attribute '{name}' is Binary: its value must be Base64."
                : attributes.TryAdd(name, value) ? null
                : $"There are two attributes with the name '{name}'.";
            if (refusal is not null)
            {
                return false;
            }
        }

        return true;
    }

    private static MessageAttributeValue? ValueOf(AttributeToSend attribute)
    {
        var value = new MessageAttributeValue { DataType = attribute.Type, StringValue = attribute.Value };
        if (!value.IsBinary)
        {
            return value;
        }

        byte[] bytes = new byte[attribute.Value?.Length ?? 0];
        return Convert.TryFromBase64String(attribute.Value ?? "", bytes, out int length)
            ? new() { DataType = attribute.Type, BinaryValue = bytes[..length] }
            : null;
    }
}
