using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>A receive that waits for a message.</summary>
/// <param name="Options">The parameters of the receive.</param>
/// <param name="DeadlineMs">When it ends without a message, in milliseconds since 1970.</param>
internal sealed record LongPoll(ReceiveOptions Options, long DeadlineMs)
{
    // The sender holds the queue's lock and must not run the receiver's continuation.
    private readonly TaskCompletionSource<IReadOnlyList<ReceivedMessage>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<IReadOnlyList<ReceivedMessage>> Completion => _completion.Task;

    public void Complete(IReadOnlyList<ReceivedMessage> messages) => _completion.SetResult(messages);

    public void Cancel(CancellationToken cancellationToken) => _completion.SetCanceled(cancellationToken);

    public void Fail(SqsException error) => _completion.SetException(error);
}

/// <summary>The parameters of a receive.</summary>
/// <param name="Max">The maximum number of messages.</param>
/// <param name="VisibilityTimeout">How long they are hidden. Null: the queue's setting at the time of delivery.</param>
/// <param name="AttemptId">FIFO queues: the <c>ReceiveRequestAttemptId</c>, or null.</param>
internal readonly record struct ReceiveOptions(int Max, TimeSpan? VisibilityTimeout, string? AttemptId);
