using System.Globalization;
using System.Text.Json;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>The dead-letter queue of a queue, and the number of receives before a message is moved there.</summary>
/// <param name="DeadLetterTargetArn">The ARN of the dead-letter queue.</param>
/// <param name="MaxReceiveCount">How often a message is received from the source queue before it is moved: 1 to 1,000.</param>
/// <remarks>SQS Developer Guide, "Using dead-letter queues in Amazon SQS".</remarks>
internal sealed record RedrivePolicy(string DeadLetterTargetArn, int MaxReceiveCount)
{
    private const string TargetMember = "deadLetterTargetArn";
    private const string CountMember = "maxReceiveCount";

    /// <summary>Reads the JSON of the attribute <c>RedrivePolicy</c>.</summary>
    /// <exception cref="SqsException">It is not a JSON object, a member is missing or unknown, or the count is out of range.</exception>
    public static RedrivePolicy Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(json.RootElement, text) : throw NoMap();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The text is not JSON, or a string in it holds half of a surrogate pair.
            throw NoMap();
        }
    }

    /// <summary>The JSON of the policy.</summary>
    public override string ToString() =>
        $$"""{"{{TargetMember}}":"{{JsonEncodedText.Encode(DeadLetterTargetArn)}}","{{CountMember}}":{{MaxReceiveCount}}}""";

    /// <summary>The error for a policy whose target is refused.</summary>
    public SqsException Refused(string reason) => Invalid(ToString(), reason);

    private static RedrivePolicy Read(JsonElement policy, string text)
    {
        foreach (var member in policy.EnumerateObject())
        {
            if (member.Name is not (TargetMember or CountMember))
            {
                throw Invalid(text, $"Only following attributes are supported: [{CountMember}, {TargetMember}].");
            }
        }

        if (!policy.TryGetProperty(CountMember, out var count))
        {
            throw Invalid(text, $"Redrive policy does not contain mandatory attribute: {CountMember}.");
        }

        if (!policy.TryGetProperty(TargetMember, out var target) || target.ValueKind != JsonValueKind.String)
        {
            throw Invalid(text, $"Redrive policy does not contain mandatory attribute: {TargetMember}.");
        }

        if (!int.TryParse(count.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int maxReceiveCount)
            || maxReceiveCount is < 1 or > SqsLimits.MaxReceiveCount)
        {
            throw Invalid(
                text, $"Invalid value for {CountMember}: {count}, valid values are from 1 to {SqsLimits.MaxReceiveCount} both inclusive.");
        }

        return new(target.GetString()!, maxReceiveCount);
    }

    private static SqsException Invalid(string policy, string reason) =>
        SqsException.InvalidParameterValue(QueueAttributeName.RedrivePolicy, policy, reason);

    private static SqsException NoMap() => SqsException.InvalidAttributeValue(
        $"Invalid value for the parameter {QueueAttributeName.RedrivePolicy}. Reason: Redrive policy is not a valid JSON map.");
}
