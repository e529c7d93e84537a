using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>A receive that waits for a message.</summary>
/// <param name="Options">What it asks for.</param>
/// <param name="DeadlineMs">When it ends without a message.</param>
internal sealed record LongPoll(ReceiveOptions Options, long DeadlineMs)
{
    // The one who sends must not run what the one who waits does next, least of all under the queue's lock.
    private readonly TaskCompletionSource<IReadOnlyList<ReceivedMessage>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<IReadOnlyList<ReceivedMessage>> Completion => _completion.Task;

    public void Complete(IReadOnlyList<ReceivedMessage> messages) => _completion.SetResult(messages);

    public void Cancel(CancellationToken cancellationToken) => _completion.SetCanceled(cancellationToken);

    public void Fail(SqsException error) => _completion.SetException(error);
}

/// <summary>What a receive asks for.</summary>
/// <param name="Max">How many messages at most.</param>
/// <param name="VisibilityTimeout">For how long they are hidden. Null: as the queue says when it delivers.</param>
/// <param name="AttemptId">FIFO queues: the <c>ReceiveRequestAttemptId</c>, or null.</param>
internal readonly record struct ReceiveOptions(int Max, TimeSpan? VisibilityTimeout, string? AttemptId);
