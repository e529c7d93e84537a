namespace SqsLambda.Chaos.Tests.Network;

/// <summary>What happens to one call on its way to the database.</summary>
internal enum NetworkFault
{
    /// <summary>The connection is reset before the request is sent.</summary>
    RequestDropped,

    /// <summary>Half of the request is sent, then the connection is reset.</summary>
    RequestCut,

    /// <summary>The request is sent late, perhaps when the caller is gone. Its answer is dropped.</summary>
    RequestLate,

    /// <summary>The request is sent, and the connection is reset at once.</summary>
    ResetInBetween,

    /// <summary>The database answers, then the connection is reset.</summary>
    AnswerDropped,

    /// <summary>Half of the answer is sent, then the connection is reset.</summary>
    AnswerCut,

    /// <summary>The database answers, but the caller hears nothing until it gives up.</summary>
    AnswerHeld,
}
