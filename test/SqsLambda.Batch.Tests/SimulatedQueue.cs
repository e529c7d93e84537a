using CsCheck;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Batch.Tests;

/// <summary>Hides and dead-letters messages, unless chance has it that a call fails or a message is refused.</summary>
internal sealed class SimulatedQueue(PCG chance) : IMessageVisibility, IDeadLetterSender
{
    /// <summary>The ids of the dead letters, each as often as it was sent.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>For how long each message of the last batch is hidden.</summary>
    public Dictionary<string, TimeSpan> Delays { get; } = [];

    public ValueTask<IReadOnlyList<QueueFailure?>> ChangeAsync(IReadOnlyList<VisibilityChange> changes, CancellationToken cancellationToken)
    {
        foreach (VisibilityChange change in changes)
        {
            Delays[change.Message.MessageId] = change.Timeout;
        }

        return Answer(changes.Count);
    }

    public ValueTask<IReadOnlyList<QueueFailure?>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        ValueTask<IReadOnlyList<QueueFailure?>> answer = Answer(letters.Count);
        Sent.AddRange(letters.Where((_, index) => answer.Result[index] is null).Select(static letter => letter.Message.MessageId));
        return answer;
    }

    private ValueTask<IReadOnlyList<QueueFailure?>> Answer(int count) => chance.Next(8) == 0
        ? throw new TimeoutException("The queue is down.")
        : new([.. Enumerable.Range(0, count).Select(_ => chance.Next(6) == 0 ? new QueueFailure("Refused", "no") : null)]);
}
