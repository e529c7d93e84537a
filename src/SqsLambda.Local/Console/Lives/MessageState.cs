namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>Where a message is in its life.</summary>
internal enum MessageState : byte
{
    /// <summary>In the queue, and visible: nobody has received it, or it has come back.</summary>
    Waiting,

    /// <summary>In the queue, and not visible yet: its delay has not ended.</summary>
    Delayed,

    /// <summary>Received, and not visible.</summary>
    InFlight,

    /// <summary>Returned by the event source mapping, and not visible. In a queue elsewhere it is visible after a known time.</summary>
    Hidden,

    /// <summary>The function was done with it, but it could not be deleted: it is not visible, and comes back as <see cref="Hidden"/> does.</summary>
    NotDeleted,

    Done,
    Duplicate,
    Discarded,

    /// <summary>Deleted although it failed, as the function does not report failed messages one by one.</summary>
    Lost,

    DeadLettered,

    /// <summary>Matched no filter.</summary>
    Filtered,

    /// <summary>Deleted by another client than the event source mapping, or with its queue.</summary>
    Deleted,

    Purged,

    /// <summary>Older than the retention period of its queue.</summary>
    Expired,

    /// <summary>Moved to another queue by a message move task.</summary>
    Redriven,
}
