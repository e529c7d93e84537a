namespace SqsLambda.Local.WebConsole;

/// <summary>Where a message is in its life.</summary>
internal enum MessageState
{
    /// <summary>In the queue, and not yet received.</summary>
    Waiting,

    /// <summary>Received; its delivery is under way.</summary>
    InFlight,

    /// <summary>Returned to the queue, and hidden until a known time. After that time it waits.</summary>
    Hidden,

    Done,
    Duplicate,
    Discarded,

    /// <summary>Deleted although it failed, as the function does not report failed messages one by one.</summary>
    Lost,

    DeadLettered,

    /// <summary>Matched no filter.</summary>
    Filtered,
}
