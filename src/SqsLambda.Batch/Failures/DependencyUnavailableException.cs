namespace SqsLambda.Batch.Failures;

/// <summary>
/// Thrown by a handler when something that it needs is down, so that not the message failed but its time was wrong. The message is returned;
/// after <see cref="FailurePolicy.StopAfterConsecutiveOutages"/> of these in a row no further message of the batch starts.
/// </summary>
public sealed class DependencyUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is down.</param>
    /// <param name="retryAfter">When it may be up again, if it said so; up to 12 hours after the message was received count.</param>
    /// <param name="innerException">What showed it.</param>
    public DependencyUnavailableException(string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException) => RetryAfter = retryAfter;

    /// <summary>When it may be up again, if it said so.</summary>
    public TimeSpan? RetryAfter { get; }
}
