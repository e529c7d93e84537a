using System.Text.Json;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>The queues that may use this one as their dead-letter queue.</summary>
/// <remarks>Amazon SQS API Reference, SetQueueAttributes.</remarks>
internal sealed class RedriveAllowPolicy
{
    private readonly bool _allowsAll;
    private readonly IReadOnlyList<string> _sourceQueueArns;

    private RedriveAllowPolicy(string text, bool allowsAll, IReadOnlyList<string> sourceQueueArns)
    {
        Text = text;
        _allowsAll = allowsAll;
        _sourceQueueArns = sourceQueueArns;
    }

    /// <summary>The JSON that the policy was read from.</summary>
    public string Text { get; }

    /// <summary>Reads the JSON of the attribute <c>RedriveAllowPolicy</c>.</summary>
    /// <exception cref="SqsException">The JSON is not a valid policy.</exception>
    public static RedriveAllowPolicy Parse(string text)
    {
        string? permission;
        string?[]? sources;
        try
        {
            using var json = JsonDocument.Parse(text);
            permission = json.RootElement.GetProperty("redrivePermission").GetString();
            sources = json.RootElement.TryGetProperty("sourceQueueArns", out var arns)
                ? [.. arns.EnumerateArray().Select(arn => arn.GetString())]
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw Unsupported();
        }

        if (permission is not ("allowAll" or "denyAll" or "byQueue") || (sources is not null && sources.Any(string.IsNullOrEmpty)))
        {
            throw Unsupported();
        }

        if (permission != "byQueue" && sources is not null)
        {
            throw Invalid(text, "To specify one or more source queue ARNs, you must set redrivePermission to byQueue.");
        }

        if (permission == "byQueue" && sources is not { Length: > 0 })
        {
            throw Invalid(text, "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.");
        }

        if (sources?.Length > SqsLimits.RedriveSourceQueues)
        {
            throw Invalid(text, $"The maximum number of source queue ARNs you can specify is {SqsLimits.RedriveSourceQueues}.");
        }

        return new(text, permission == "allowAll", sources?.OfType<string>().ToArray() ?? []);
    }

    public bool Allows(string sourceQueueArn) => _allowsAll || _sourceQueueArns.Contains(sourceQueueArn);

    private static SqsException Unsupported() => SqsException.InvalidAttributeValue(
        $"Invalid value for the parameter {QueueAttributeName.RedriveAllowPolicy}. "
        + "Reason: Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.");

    private static SqsException Invalid(string policy, string reason) => SqsException.InvalidParameterValue(
        QueueAttributeName.RedriveAllowPolicy, policy, "Amazon SQS can't create the redrive allow policy. " + reason);
}
