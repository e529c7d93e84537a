using System.Globalization;
using System.Text.Json;

namespace SqsLambda.Local.Sqs;

/// <summary>Where messages go that were received too often.</summary>
/// <param name="DeadLetterTargetArn">The ARN of the dead-letter queue.</param>
/// <param name="MaxReceiveCount">How often a message is received from the source queue before it is moved: 1 to 1,000.</param>
/// <remarks>SQS Developer Guide, "Using dead-letter queues in Amazon SQS".</remarks>
internal sealed record RedrivePolicy(string DeadLetterTargetArn, int MaxReceiveCount)
{
    private const string TargetMember = "deadLetterTargetArn";
    private const string CountMember = "maxReceiveCount";

    /// <summary>Reads the JSON of the attribute <c>RedrivePolicy</c>.</summary>
    /// <exception cref="SqsException">It is no JSON object, a member is missing or unknown, or the count is out of range.</exception>
    public static RedrivePolicy Parse(string text)
    {
        using var json = ParseObject(text);
        var policy = json.RootElement;
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

    /// <summary>The JSON of the policy.</summary>
    public override string ToString() =>
        $$"""{"{{TargetMember}}":"{{JsonEncodedText.Encode(DeadLetterTargetArn)}}","{{CountMember}}":{{MaxReceiveCount}}}""";

    /// <summary>Refuses the policy because of its target.</summary>
    public SqsException Refused(string reason) => Invalid(ToString(), reason);

    private static SqsException Invalid(string policy, string reason) =>
        SqsException.InvalidParameterValue(QueueAttributeName.RedrivePolicy, policy, reason);

    private static JsonDocument ParseObject(string text)
    {
        try
        {
            var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                return json;
            }

            json.Dispose();
        }
        catch (JsonException)
        {
            // Answered below, as any other text that is no policy.
        }

        throw SqsException.InvalidAttributeValue(
            $"Invalid value for the parameter {QueueAttributeName.RedrivePolicy}. Reason: Redrive policy is not a valid JSON map.");
    }
}
