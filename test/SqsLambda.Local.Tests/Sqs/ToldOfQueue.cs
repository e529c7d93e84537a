using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Tests.Sqs;

/// <summary>Passes on what a queue tells under no lock.</summary>
internal sealed class ToldOfQueue : IQueueObserver
{
    public Action Emptied { get; init; } = static () => { };

    public Action<DeadLetteredMessage> DeadLettered { get; init; } = static _ => { };

    void IQueueObserver.OnEmptied() => Emptied();

    void IQueueObserver.OnDeadLettered(DeadLetteredMessage moved) => DeadLettered(moved);
}
