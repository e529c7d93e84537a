namespace SqsLambda.Batch.Pipeline;

/// <summary>Why a handler was not called.</summary>
internal enum NotAttemptedCause
{
    /// <summary>The cause is not another message of the batch.</summary>
    Other,

    /// <summary>An earlier message of the same group or with the same key did not succeed.</summary>
    EarlierMessage,

    /// <summary>A dependency of the handlers failed for earlier messages.</summary>
    Outage,
}
