namespace SqsLambda.Batch.Pipeline;

/// <summary>Why a handler was not called.</summary>
internal enum NotAttemptedCause
{
    /// <summary>Nothing that other messages of the batch have to do with.</summary>
    Other,

    /// <summary>An earlier message of its group, or with its key, did not succeed.</summary>
    EarlierMessage,

    /// <summary>A dependency of the handlers failed for earlier messages.</summary>
    Outage,
}
