namespace SqsLambda.Simulation.Scenarios;

/// <summary>What can go wrong in a scenario.</summary>
internal enum FaultKind
{
    /// <summary>The process ends when it makes a call. Nothing is sent.</summary>
    CrashBeforeCall,

    /// <summary>The process ends when it has sent a request. The request takes effect.</summary>
    CrashAfterRequest,

    /// <summary>The process ends after the effect of a call and before its answer.</summary>
    CrashBeforeAnswer,

    /// <summary>The process ends after the batch was processed and before Lambda has the response.</summary>
    CrashBeforeResponse,

    /// <summary>The process stands still for a time during an invocation.</summary>
    Stall,

    /// <summary>The environment is ended while it waits for its next invocation.</summary>
    IdleEnd,

    /// <summary>A request never arrives, and no answer comes.</summary>
    RequestLost,

    /// <summary>A request takes effect, and its answer never comes.</summary>
    AnswerLost,

    /// <summary>A call fails as a whole, and has no effect.</summary>
    CallError,

    /// <summary>The store is down for a time: every call of every process fails.</summary>
    StoreDown,

    /// <summary>A call takes effect, and reports an error.</summary>
    ErrorAfterEffect,

    /// <summary>A call takes long to arrive.</summary>
    SlowRequest,

    /// <summary>An answer takes long to arrive.</summary>
    SlowAnswer,

    /// <summary>A call ignores its cancellation token.</summary>
    TokenIgnored,

    /// <summary>One statement, one key or one entry of a call is refused for the moment.</summary>
    Throttle,

    /// <summary>A transaction or a statement meets another transaction.</summary>
    Conflict,

    /// <summary>The condition of a write that a handler enlisted does not hold.</summary>
    ConditionFails,

    /// <summary>The clock of a process differs by more than the engine allows for.</summary>
    LargeSkew,

    /// <summary>The queue delivers a message to two receivers at once.</summary>
    DoubleDelivery,

    /// <summary>A message that was deleted comes back once.</summary>
    DeleteLost,

    /// <summary>The visibility timeout ends while the function may still run.</summary>
    ShortVisibility,

    /// <summary>A handler fails before its effect.</summary>
    HandlerFails,

    /// <summary>A handler fails after its effect.</summary>
    HandlerFailsLate,

    /// <summary>A handler finds that something it needs is down.</summary>
    Outage,

    /// <summary>A handler takes about as long as the function may run, or longer.</summary>
    LongHandler,

    /// <summary>A handler ignores its cancellation token.</summary>
    HandlerIgnoresToken,
}
