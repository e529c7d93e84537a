using System.Collections.Concurrent;
using SqsLambda.Batch;

namespace SqsLambda.TestFunction.Memos;

/// <summary>Keeps memos in memory. A memo that is handled twice is in the list twice.</summary>
public sealed class MemoList : IMessageHandler<Memo>
{
    private readonly ConcurrentQueue<Memo> _memos = new();

    /// <summary>A snapshot of the memos, oldest first.</summary>
    public IReadOnlyList<Memo> Memos => [.. _memos];

    public Task HandleAsync(Memo message, MessageContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _memos.Enqueue(message);
        return Task.CompletedTask;
    }
}
