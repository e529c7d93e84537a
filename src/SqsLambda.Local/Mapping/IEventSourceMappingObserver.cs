namespace SqsLambda.Local.Mapping;

/// <summary>Observes an event source mapping. Concurrent batches call it at the same time. Each method does nothing by default.</summary>
internal interface IEventSourceMappingObserver
{
    /// <summary>Messages were received.</summary>
    void OnPolled(IReadOnlyList<PolledMessage> messages)
    {
    }

    /// <summary>A poll failed. It is repeated.</summary>
    void OnPollFailed(string reason)
    {
    }

    /// <summary>Messages matched no filter and were deleted.</summary>
    void OnFilteredOut(IReadOnlyList<PolledMessage> messages)
    {
    }

    /// <summary>Messages did not fit in a batch and were forgotten. They become visible again.</summary>
    void OnForgotten(IReadOnlyList<PolledMessage> messages)
    {
    }

    /// <summary>The function was invoked with a batch and has ended, with or without an error. Throttled attempts do not count.</summary>
    void OnInvoked(IReadOnlyList<PolledMessage> batch)
    {
    }

    /// <summary>The function's response is odd, although Lambda accepts it.</summary>
    void OnOddResponse(string warning)
    {
    }

    /// <summary>The invocation of a batch was throttled. It is repeated while the messages are hidden.</summary>
    /// <param name="batch">The messages of the batch.</param>
    /// <param name="cause">What throttled it, such as "by --fault-throttle"; <see langword="null"/> if that is not known.</param>
    void OnThrottled(IReadOnlyList<PolledMessage> batch, string? cause)
    {
    }

    /// <summary>The function processed messages, and they were deleted.</summary>
    void OnDeleted(IReadOnlyList<PolledMessage> messages)
    {
    }

    /// <summary>Messages stay in the queue and become visible again.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="batchFailure">Why the whole batch failed; <see langword="null"/> if the function listed these messages.</param>
    void OnReturned(IReadOnlyList<PolledMessage> messages, string? batchFailure)
    {
    }

    /// <summary>A message that was processed or matched no filter could not be deleted. It comes back.</summary>
    void OnNotDeleted(PolledMessage message, string reason)
    {
    }
}
