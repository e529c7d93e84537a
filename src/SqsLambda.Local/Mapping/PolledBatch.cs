using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Mapping;

/// <summary>The messages of one invocation, and their event.</summary>
/// <param name="Messages">The messages, in the order of the event's records.</param>
/// <param name="Payload">The event as JSON.</param>
internal sealed record PolledBatch(IReadOnlyList<PolledMessage> Messages, byte[] Payload)
{
    /// <summary>The number of the attempt to invoke the function, from 1. An attempt may be throttled.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When the first of the messages becomes visible again.</summary>
    public DateTimeOffset VisibleAgain => Messages.Min(static message => message.VisibleAgain);
}

/// <summary>Invokes the function with a batch. It never throws.</summary>
internal delegate Task<InvocationResult> BatchInvocation(PolledBatch batch);
