namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>What can happen to a call on its way. What happens after the write leaves the caller as wise as what happens before it.</summary>
public enum WireFault
{
    /// <summary>The request is lost, and the client's time runs out.</summary>
    TimeoutBefore,

    /// <summary>The answer is lost, and the client's time runs out.</summary>
    TimeoutAfter,

    /// <summary>The client's time runs out, and the request arrives when later calls have been answered.</summary>
    TimeoutAndLateWrite,

    /// <summary>HTTP 500, and nothing was done.</summary>
    ServerErrorBefore,

    /// <summary>HTTP 500, though all was done.</summary>
    ServerErrorAfter,

    /// <summary>The connection breaks before the request is there.</summary>
    ResetBefore,

    /// <summary>The connection breaks before the answer is there.</summary>
    ResetAfter,

    /// <summary>The whole call is throttled.</summary>
    Throttled,

    /// <summary>Some statements of a call are throttled, or some keys are left unprocessed; the others are not.</summary>
    PartlyThrottled,
}
