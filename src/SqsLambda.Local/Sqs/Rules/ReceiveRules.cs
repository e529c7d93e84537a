namespace SqsLambda.Local.Sqs.Rules;

/// <summary>The rules for the parameters of receives and visibility changes (Amazon SQS API Reference, ReceiveMessage and ChangeMessageVisibility).</summary>
internal static class ReceiveRules
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(SqsLimits.WaitTimeSeconds);
    private static readonly TimeSpan MaxVisibilityTimeout = TimeSpan.FromSeconds(SqsLimits.VisibilityTimeoutSeconds);

    /// <summary>Refuses a receive with invalid parameters.</summary>
    /// <exception cref="SqsException">A value is out of range.</exception>
    public static void Validate(int max, TimeSpan? wait, TimeSpan? visibilityTimeout, string? attemptId, bool isFifo)
    {
        if (max is < 1 or > SqsLimits.MaxNumberOfMessages)
        {
            throw SqsException.InvalidParameterValue(
                "MaxNumberOfMessages", max, $"Must be between 1 and {SqsLimits.MaxNumberOfMessages}, if provided.");
        }

        if (wait < TimeSpan.Zero || wait > MaxWait)
        {
            throw SqsException.InvalidParameterValue(
                "WaitTimeSeconds", wait.Value.TotalSeconds, $"Must be >= 0 and <= {SqsLimits.WaitTimeSeconds}, if provided.");
        }

        if (IsOutOfRange(visibilityTimeout))
        {
            throw SqsException.InvalidParameterValue(
                "VisibilityTimeout", visibilityTimeout!.Value.TotalSeconds,
                $"Must be >= 0 and <= {SqsLimits.VisibilityTimeoutSeconds}, if provided.");
        }

        if (attemptId is not null && !isFifo)
        {
            throw SqsException.InvalidParameterValue(
                "ReceiveRequestAttemptId", attemptId, "The request include parameter that is not valid for this queue type.");
        }

        if (attemptId is not null && !AllowedCharacters.IsGroupOrDeduplicationId(attemptId))
        {
            throw SqsException.InvalidParameterValue(
                "ReceiveRequestAttemptId", attemptId,
                "ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to 128 in length.");
        }
    }

    /// <summary>Refuses a visibility timeout that is out of range.</summary>
    /// <exception cref="SqsException">The timeout is not 0 to 43,200 s.</exception>
    public static void ValidateChange(TimeSpan visibilityTimeout)
    {
        if (IsOutOfRange(visibilityTimeout))
        {
            throw SqsException.InvalidParameterValue(
                "VisibilityTimeout", visibilityTimeout.TotalSeconds, $"Must be between 0 and {SqsLimits.VisibilityTimeoutSeconds}.");
        }
    }

    /// <summary>Refuses to hide a message for longer than 12 hours after its receive. The time since the receive counts in whole seconds.</summary>
    /// <exception cref="SqsException">The message would be hidden for longer.</exception>
    public static void ValidateTotal(TimeSpan visibilityTimeout, TimeSpan sinceReceived)
    {
        if (Math.Floor(sinceReceived.TotalSeconds) + visibilityTimeout.TotalSeconds > SqsLimits.VisibilityTimeoutSeconds)
        {
            throw SqsException.InvalidParameterValue(
                "VisibilityTimeout", visibilityTimeout.TotalSeconds,
                $"Total VisibilityTimeout for the message is beyond the limit [{SqsLimits.VisibilityTimeoutSeconds} seconds]");
        }
    }

    private static bool IsOutOfRange(TimeSpan? visibilityTimeout) =>
        visibilityTimeout < TimeSpan.Zero || visibilityTimeout > MaxVisibilityTimeout;
}
