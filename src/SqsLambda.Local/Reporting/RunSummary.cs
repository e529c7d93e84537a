namespace SqsLambda.Local.Reporting;

/// <summary>The counts of a run.</summary>
internal readonly record struct RunSummary
{
    /// <summary>Messages that were sent to the queue, by this run or by others.</summary>
    public int Sent { get; init; }

    /// <summary>Messages whose handler ran and completed.</summary>
    public int Processed { get; init; }

    /// <summary>Messages that the function is done with; it did not say how.</summary>
    public int Done { get; init; }

    /// <summary>Messages that were recognised as done before.</summary>
    public int Duplicates { get; init; }

    /// <summary>Messages that the function discarded.</summary>
    public int Discarded { get; init; }

    /// <summary>Messages that match no filter.</summary>
    public int FilteredOut { get; init; }

    /// <summary>Deliveries that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Messages whose last delivery failed and that were not dead-lettered. Counted when the report is flushed.</summary>
    public int LastFailed { get; init; }

    /// <summary>The same of messages that the function returned without a reason.</summary>
    public int LastReturned { get; init; }

    /// <summary>Deliveries after a message's first.</summary>
    public int Retries { get; init; }

    /// <summary>Messages that were deleted although the function is not done with them.</summary>
    public int Lost { get; init; }

    /// <summary>Messages that went to the dead-letter queue.</summary>
    public int DeadLettered { get; init; }

    /// <summary>Messages that have left the queue otherwise than to the dead-letter queue.</summary>
    public int AllDone => Processed + Done + Duplicates + Discarded + FilteredOut;

    /// <summary>The counts in one line; those that are 0 are left out.</summary>
    public override string ToString()
    {
        (string Name, int Count)[] counts =
        [
            ("sent", Sent), ("processed", Processed), ("done", Done), ("duplicates", Duplicates), ("discarded", Discarded),
            ("filtered out", FilteredOut), ("failed", LastFailed), ("returned", LastReturned), ("retries", Retries), ("lost", Lost), ("dead-lettered", DeadLettered),
        ];
        return string.Join(", ", counts.Where(static count => count.Count > 0).Select(static count => $"{count.Name} {count.Count}"))
            is { Length: > 0 } text ? text : "no messages";
    }
}
