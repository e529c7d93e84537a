using SqsLambda.Local.Sqs.Rules;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>The names of queues, and what precedes them in ARNs.</summary>
/// <remarks>SQS Developer Guide, "Amazon SQS queue and message identifiers".</remarks>
internal static class QueueName
{
    /// <summary>The account that every queue belongs to.</summary>
    public const string AccountId = "000000000000";

    private const string FifoSuffix = ".fifo";

    public static bool IsFifo(string name) => name.EndsWith(FifoSuffix, StringComparison.Ordinal);

    /// <summary>What the ARNs of all queues in a region start with.</summary>
    public static string ArnPrefixOf(string region) => $"arn:{RegionName.PartitionOf(region)}:sqs:{region}:{AccountId}:";

    /// <summary>The region in the ARN of a queue, or null if the text is no such ARN.</summary>
    public static string? RegionIn(string arn) => arn.Split(':') is ["arn", _, "sqs", var region, _, _] ? region : null;

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
