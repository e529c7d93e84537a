using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Faults;

/// <summary>A queue that gives few messages in any order, and forgets to delete.</summary>
internal sealed class FaultyEventSource(IEventSource source, FaultPlan plan) : IEventSource
{
    public string QueueArn => source.QueueArn;

    public bool IsFifo => source.IsFifo;

    public TimeSpan VisibilityTimeout => source.VisibilityTimeout;

    public async Task<IReadOnlyList<PolledMessage>> ReceiveAsync(
        int maxMessages, TimeSpan waitTime, TimeSpan? visibilityTimeout, CancellationToken cancellationToken)
    {
        if (!plan.Happens(FaultKind.Shuffle, "receive"))
        {
            return await source.ReceiveAsync(maxMessages, waitTime, visibilityTimeout, cancellationToken);
        }

        Random random = plan.RandomFor(FaultKind.Shuffle, "few");
        PolledMessage[] received = [.. await source.ReceiveAsync(random.Next(1, maxMessages + 1), waitTime, visibilityTimeout, cancellationToken)];
        if (!source.IsFifo)
        {
            random.Shuffle(received);
        }

        return received;
    }

    public DateTimeOffset VisibleAgainAt(PolledMessage message) => source.VisibleAgainAt(message);

    public async Task<IReadOnlyList<UndeletedMessage>> DeleteAsync(IReadOnlyList<PolledMessage> messages)
    {
        UndeletedMessage[] left =
        [
            .. messages
                .Where(message => plan.Happens(FaultKind.Delete, message.Md5OfBody))
                .Select(static message => new UndeletedMessage(message, "the delete failed, by --fault-delete")),
        ];
        return left.Length == 0 ? await source.DeleteAsync(messages)
            : left.Length == messages.Count ? left
            : [.. left, .. await source.DeleteAsync([.. messages.Except(left.Select(static failure => failure.Message))])];
    }
}
