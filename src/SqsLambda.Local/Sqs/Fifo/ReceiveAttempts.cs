using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.Sqs.Fifo;

/// <summary>
/// The results of receives with a <c>ReceiveRequestAttemptId</c> in the last 5 minutes. A receive with the same id gets the same messages and
/// receipt handles (Amazon SQS API Reference, ReceiveMessage). Not safe for concurrent use: the queue locks.
/// </summary>
internal sealed class ReceiveAttempts
{
    private static readonly long IntervalMs = (long)SqsLimits.DeduplicationInterval.TotalMilliseconds;

    private readonly Dictionary<string, Attempt> _attempts = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, Attempt Attempt)> _byAge = new();

    /// <summary>When the next attempt is forgotten.</summary>
    public long NextDueMs => _byAge.TryPeek(out var first) ? first.Attempt.ExpiresAtMs : long.MaxValue;

    public void Add(string id, IReadOnlyList<StoredMessage> messages, long nowMs)
    {
        Seen[] seen = [.. messages.Select(message => new Seen(message.Number, message.ReceivesHere, message.VisibleAtMs))];
        var attempt = new Attempt(seen, nowMs + IntervalMs);
        _attempts[id] = attempt;
        _byAge.Enqueue((id, attempt));
    }

    /// <summary>The messages of an earlier attempt, or null if it is not known or one of its messages was deleted, changed or made visible.</summary>
    public List<StoredMessage>? Repeat(string id, MessageStore store)
    {
        if (!_attempts.TryGetValue(id, out var attempt))
        {
            return null;
        }

        List<StoredMessage> messages = new(attempt.Messages.Length);
        foreach (var seen in attempt.Messages)
        {
            var message = store.Find(seen.Number);
            if (message is not { State: StoredMessageState.InFlight } || message.ReceivesHere != seen.Receive || message.VisibleAtMs != seen.VisibleAtMs)
            {
                return null;
            }

            messages.Add(message);
        }

        return messages;
    }

    public void Advance(long nowMs)
    {
        while (_byAge.TryPeek(out var first) && first.Attempt.ExpiresAtMs <= nowMs)
        {
            _byAge.Dequeue();
            if (ReferenceEquals(_attempts.GetValueOrDefault(first.Id), first.Attempt))
            {
                _attempts.Remove(first.Id);
            }
        }
    }

    public void Clear()
    {
        _attempts.Clear();
        _byAge.Clear();
    }

    private sealed record Attempt(Seen[] Messages, long ExpiresAtMs);

    private readonly record struct Seen(long Number, int Receive, long VisibleAtMs);
}
