using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Reporting;

/// <summary>The event counts of an event source mapping. (Lambda Developer Guide, "Event source mapping metrics".)</summary>
internal sealed class MappingCounters : IEventSourceMappingObserver
{
    private long _polled;
    private long _filteredOut;
    private long _invoked;
    private long _failedInvoke;
    private long _deleted;

    /// <summary>Messages received: <c>PolledEventCount</c>.</summary>
    public long Polled => Volatile.Read(ref _polled);

    /// <summary>Messages that were deleted because they match no filter: <c>FilteredOutEventCount</c>.</summary>
    public long FilteredOut => Volatile.Read(ref _filteredOut);

    /// <summary>Messages that the function was invoked with, without those of throttled invocations: <c>InvokedEventCount</c>.</summary>
    public long Invoked => Volatile.Read(ref _invoked);

    /// <summary>Messages that the function failed, by listing them or as a whole batch: <c>FailedInvokeEventCount</c>.</summary>
    public long FailedInvoke => Volatile.Read(ref _failedInvoke);

    /// <summary>Messages that were deleted because the function was done with them: <c>DeletedEventCount</c>.</summary>
    public long Deleted => Volatile.Read(ref _deleted);

    public void OnPolled(IReadOnlyList<PolledMessage> messages) => Interlocked.Add(ref _polled, messages.Count);

    public void OnFilteredOut(IReadOnlyList<PolledMessage> messages) => Interlocked.Add(ref _filteredOut, messages.Count);

    public void OnInvoked(IReadOnlyList<PolledMessage> batch) => Interlocked.Add(ref _invoked, batch.Count);

    public void OnReturned(IReadOnlyList<PolledMessage> messages, string? batchFailure) => Interlocked.Add(ref _failedInvoke, messages.Count);

    public void OnDeleted(IReadOnlyList<PolledMessage> messages) => Interlocked.Add(ref _deleted, messages.Count);

    /// <summary>The counts in one line; those that are 0 are left out.</summary>
    public override string ToString()
    {
        (string Name, long Count)[] counts =
        [
            ("polled", Polled), ("filtered out", FilteredOut), ("invoked", Invoked), ("failed invoke", FailedInvoke), ("deleted", Deleted),
        ];
        return string.Join(", ", counts.Where(static count => count.Count > 0).Select(static count => $"{count.Name} {count.Count}"))
            is { Length: > 0 } text ? text : "nothing polled";
    }
}
