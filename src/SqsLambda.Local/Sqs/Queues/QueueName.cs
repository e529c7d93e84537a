using SqsLambda.Local.Sqs.Rules;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>The names of queues, and the ARNs made of them.</summary>
/// <remarks>SQS Developer Guide, "Amazon SQS queue and message identifiers".</remarks>
internal static class QueueName
{
    /// <summary>The account that every queue belongs to.</summary>
    public const string AccountId = "000000000000";

    /// <summary>The region that every queue is in.</summary>
    public const string Region = "us-east-1";

    private const string FifoSuffix = ".fifo";
    private const string ArnPrefix = $"arn:aws:sqs:{Region}:{AccountId}:";

    public static bool IsFifo(string name) => name.EndsWith(FifoSuffix, StringComparison.Ordinal);

    public static string ToArn(string name) => ArnPrefix + name;

    /// <summary>The queue name in an ARN of this account and region, or null.</summary>
    public static string? FromArn(string arn) => arn.StartsWith(ArnPrefix, StringComparison.Ordinal) ? arn[ArnPrefix.Length..] : null;

    /// <summary>Refuses a name that is not valid for this kind of queue.</summary>
    /// <exception cref="SqsException">The name is missing, too long or contains characters other than letters, digits, hyphens and underscores.</exception>
    public static void Validate(string? name, bool isFifo)
    {
        if (name is null)
        {
            throw SqsException.InvalidParameterValue("Value for parameter QueueName is invalid. Reason: Must specify a queue name.");
        }

        if (name.Length == 0)
        {
            throw SqsException.InvalidParameterValue("Queue name cannot be empty");
        }

        if (isFifo && !IsFifo(name))
        {
            throw SqsException.InvalidParameterValue(
                "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be "
                + $"1 to {SqsLimits.QueueNameLength} in length");
        }

        var letters = isFifo ? name.AsSpan(0, name.Length - FifoSuffix.Length) : name;
        if (name.Length > SqsLimits.QueueNameLength || letters.IsEmpty || !AllowedCharacters.IsName(letters))
        {
            throw SqsException.InvalidParameterValue(
                $"Can only include alphanumeric characters, hyphens, or underscores. 1 to {SqsLimits.QueueNameLength} in length");
        }
    }
}
