using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Faults;

/// <summary>A queue that gives few messages in any order, and forgets to delete.</summary>
internal sealed class FaultyEventSource(IEventSource source, FaultPlan plan) : IEventSource
{
    private int _receives;

    public string QueueArn => source.QueueArn;

    public bool IsFifo => source.IsFifo;

    public TimeSpan VisibilityTimeout => source.VisibilityTimeout;

    public async Task<IReadOnlyList<PolledMessage>> ReceiveAsync(
        int maxMessages, TimeSpan waitTime, TimeSpan? visibilityTimeout, CancellationToken cancellationToken)
    {
        if (!plan.Shuffles(Interlocked.Increment(ref _receives), maxMessages, out int few))
        {
            return await source.ReceiveAsync(maxMessages, waitTime, visibilityTimeout, cancellationToken);
        }

        var received = await source.ReceiveAsync(few, waitTime, visibilityTimeout, cancellationToken);
        return source.IsFifo ? received : [.. received.OrderBy(plan.Rank)];
    }

    public DateTimeOffset VisibleAgainAt(PolledMessage message) => source.VisibleAgainAt(message);

    public async Task<IReadOnlyList<UndeletedMessage>> DeleteAsync(IReadOnlyList<PolledMessage> messages)
    {
        UndeletedMessage[] left =
        [
            .. messages
                .Where(message => plan.Happens(FaultKind.Delete, message))
                .Select(static message => new UndeletedMessage(message, "the delete failed, by --fault-delete")),
        ];
        return left.Length == 0 ? await source.DeleteAsync(messages)
            : left.Length == messages.Count ? left
            : [.. left, .. await source.DeleteAsync([.. messages.Except(left.Select(static failure => failure.Message))])];
    }
}
