using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Faults;

/// <summary>A queue that gives few messages in any order, and forgets to delete.</summary>
internal sealed class FaultyEventSource(IEventSource source, FaultPlan plan) : IEventSource
{
    private int _receives;

    public string QueueArn => source.QueueArn;

    public bool IsFifo => source.IsFifo;

    public TimeSpan VisibilityTimeout => source.VisibilityTimeout;

    public bool LosesNothingWhenCancelled => source.LosesNothingWhenCancelled;

    public Task<IReadOnlyList<PolledMessage>> ReceiveAsync(
        int maxMessages, TimeSpan waitTime, TimeSpan? visibilityTimeout, CancellationToken cancellationToken)
    {
        int receive = Interlocked.Increment(ref _receives);
        return plan.IsActive && plan.Shuffles(receive, maxMessages, out int few)
            ? ReceiveFewAsync(few, waitTime, visibilityTimeout, cancellationToken)
            : source.ReceiveAsync(maxMessages, waitTime, visibilityTimeout, cancellationToken);
    }

    public DateTimeOffset VisibleAgainAt(PolledMessage message) => source.VisibleAgainAt(message);

    public Task<IReadOnlyList<UndeletedMessage>> DeleteAsync(IReadOnlyList<PolledMessage> messages) =>
        plan.IsActive ? DeleteSomeAsync(messages) : source.DeleteAsync(messages);

    private async Task<IReadOnlyList<PolledMessage>> ReceiveFewAsync(
        int few, TimeSpan waitTime, TimeSpan? visibilityTimeout, CancellationToken cancellationToken)
    {
        var received = await source.ReceiveAsync(few, waitTime, visibilityTimeout, cancellationToken);
        return source.IsFifo ? received : [.. received.OrderBy(plan.Rank)];
    }

    private async Task<IReadOnlyList<UndeletedMessage>> DeleteSomeAsync(IReadOnlyList<PolledMessage> messages)
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
