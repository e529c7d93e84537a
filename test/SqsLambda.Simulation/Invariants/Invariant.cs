namespace SqsLambda.Simulation.Invariants;

/// <summary>What must hold at every step.</summary>
internal enum Invariant
{
    /// <summary>Everything runs on the thread of the scenario, so that a seed has one course.</summary>
    OneThread,

    /// <summary>A message that is not done is not deleted.</summary>
    NothingLost,

    /// <summary>All messages are done or dead-lettered some time after the last fault.</summary>
    EverythingEnds,

    /// <summary>A handler runs only while its invocation holds the claim.</summary>
    ClaimedRun,

    /// <summary>Two deliveries of a key do not run at the same time.</summary>
    OneRunAtATime,

    /// <summary>An effect does not happen twice, except in a documented way.</summary>
    EffectOnce,

    /// <summary>An effect in the transaction of the completion never happens twice, whatever happens.</summary>
    EnlistedEffectOnce,

    /// <summary>The messages of a FIFO group run in order.</summary>
    GroupOrder,

    /// <summary>An owner whose claim was taken over changes nothing.</summary>
    LateOwner,

    /// <summary>Every record of a batch is done or returned, exactly once.</summary>
    EveryRecordOnce,

    /// <summary>The records say what the answer says.</summary>
    SettledAsAnswered,

    /// <summary>The function sends no request that its services refuse as invalid.</summary>
    ValidRequest,

    /// <summary>Only what can never succeed is dead-lettered.</summary>
    DeadLetters,

    /// <summary>The invocation answers before its end.</summary>
    AnswerInTime,

    /// <summary>Nothing is left behind at the end.</summary>
    BoundedMemory,
}
