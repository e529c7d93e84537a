namespace SqsLambda.Local.Mapping;

/// <summary>Is told what the event source mapping does. Concurrent batches call it at the same time.</summary>
internal interface IEventSourceMappingObserver
{
    /// <summary>A batch was handed to the function.</summary>
    void OnInvoke(IReadOnlyList<PolledMessage> batch);

    /// <summary>Messages were deleted, as the function was done with them.</summary>
    void OnDeleted(IReadOnlyList<PolledMessage> messages);

    /// <summary>Messages stay in the queue and become visible again.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="batchFailure">Why the whole batch failed; <see langword="null"/> where the function listed just these.</param>
    void OnReturned(IReadOnlyList<PolledMessage> messages, string? batchFailure);

    /// <summary>A message that is done could not be deleted, and comes back.</summary>
    void OnNotDeleted(PolledMessage message, string reason);
}
