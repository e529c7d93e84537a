using SqsLambda.Batch.Failures;

namespace SqsLambda.Batch.Tests.Failures;

/// <summary>Remembers what was hidden and what was dead-lettered, and fails where it is told to.</summary>
internal sealed class RecordingQueue : IMessageVisibility, IDeadLetterSender
{
    public List<string> Hidden { get; } = [];

    public List<DeadLetter> Letters { get; } = [];

    public List<int> Sends { get; } = [];

    /// <summary>Why a message cannot be hidden or sent; <see langword="null"/> where it can.</summary>
    public Func<MessageContext, QueueFailure?> Refusal { get; set; } = static _ => null;

    public Func<Task> OnCall { get; set; } = static () => Task.CompletedTask;

    public async ValueTask<IReadOnlyList<QueueFailure?>> ChangeAsync(IReadOnlyList<VisibilityChange> changes, CancellationToken cancellationToken)
    {
        await OnCall();
        Hidden.AddRange(changes.Select(static change => $"{change.Message.MessageId} {change.Timeout.TotalSeconds}"));
        return [.. changes.Select(change => Refusal(change.Message))];
    }

    public async ValueTask<IReadOnlyList<QueueFailure?>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        await OnCall();
        lock (Letters)
        {
            Sends.Add(letters.Count);
            Letters.AddRange(letters.Where(letter => Refusal(letter.Message) is null));
        }

        return [.. letters.Select(letter => Refusal(letter.Message))];
    }
}
