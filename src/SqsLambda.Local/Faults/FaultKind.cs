namespace SqsLambda.Local.Faults;

/// <summary>What can be made to go wrong, as it does on AWS now and then.</summary>
internal enum FaultKind
{
    /// <summary>A batch is processed twice: on a standard queue at the same time, on a FIFO queue one time after the other.</summary>
    Duplicate,

    /// <summary>A receive brings few messages, and on a standard queue not in their order.</summary>
    Shuffle,

    /// <summary>An invocation is throttled.</summary>
    Throttle,

    /// <summary>The execution environment ends after the handler has run and before the response is there.</summary>
    Crash,

    /// <summary>A message that is done is not deleted, and comes back.</summary>
    Delete,
}
