namespace SqsLambda.Local.Mapping;

/// <summary>Is told what the event source mapping does. Concurrent batches call it at the same time. By default it does not care.</summary>
internal interface IEventSourceMappingObserver
{
    /// <summary>Messages were received.</summary>
    void OnPolled(IReadOnlyList<PolledMessage> messages)
    {
    }

    /// <summary>A poll failed, and is tried again.</summary>
    void OnPollFailed(string reason)
    {
    }

    /// <summary>Messages match no filter, and were deleted.</summary>
    void OnFilteredOut(IReadOnlyList<PolledMessage> messages)
    {
    }

    /// <summary>Messages did not fit in a batch and were forgotten; they become visible again.</summary>
    void OnForgotten(IReadOnlyList<PolledMessage> messages)
    {
    }

    /// <summary>The function was invoked with a batch, however that ended. It has not been as long as it is throttled.</summary>
    void OnInvoked(IReadOnlyList<PolledMessage> batch)
    {
    }

    /// <summary>The invocation of a batch was throttled; it is tried again while the messages are hidden.</summary>
    void OnThrottled(IReadOnlyList<PolledMessage> batch)
    {
    }

    /// <summary>Messages were deleted, as the function was done with them.</summary>
    void OnDeleted(IReadOnlyList<PolledMessage> messages)
    {
    }

    /// <summary>Messages stay in the queue and become visible again.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="batchFailure">Why the whole batch failed; <see langword="null"/> where the function listed just these.</param>
    void OnReturned(IReadOnlyList<PolledMessage> messages, string? batchFailure)
    {
    }

    /// <summary>A message that is done, or matches no filter, could not be deleted, and comes back.</summary>
    void OnNotDeleted(PolledMessage message, string reason)
    {
    }
}
