using System.Diagnostics.CodeAnalysis;

namespace SqsLambda.Local.Reporting;

/// <summary>
/// The messages of a run by their ids. One that is done is remembered until <see cref="MaxEnded"/> others are done after it: it may come back.
/// Not safe for concurrent use.
/// </summary>
internal sealed class KnownMessages
{
    public const int MaxEnded = 100_000;

    private const int MinShortIdLength = 6;
    private const int MaxBodyLength = 200;

    private readonly Dictionary<string, KnownMessage> _messages = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shortIds = new(StringComparer.Ordinal);
    private readonly Queue<KnownMessage> _ended = new();

    public IEnumerable<KnownMessage> All => _messages.Values;

    public bool TryFind(string messageId, [MaybeNullWhen(false)] out KnownMessage message) => _messages.TryGetValue(messageId, out message);

    /// <summary>Remembers a message that is not known yet.</summary>
    public KnownMessage Add(string messageId, string body)
    {
        string start = OneLine(body.Length > MaxBodyLength ? string.Concat(body.AsSpan(0, MaxBodyLength), "…") : body);
        var message = new KnownMessage(messageId, ShortIdOf(messageId), start);
        _messages.Add(messageId, message);
        return message;
    }

    /// <summary>The message has left the queue.</summary>
    public void End(KnownMessage message)
    {
        message.HasEnded = true;
        _ended.Enqueue(message);
        if (_ended.Count > MaxEnded && _ended.Dequeue() is { HasEnded: true } oldest && _messages.Remove(oldest.Id))
        {
            _shortIds.Remove(oldest.ShortId);
        }
    }

    /// <summary>The shortest start of the id that no other message has, and at least six characters.</summary>
    private string ShortIdOf(string messageId)
    {
        for (int length = Math.Min(MinShortIdLength, messageId.Length); length < messageId.Length; length++)
        {
            if (_shortIds.Add(messageId[..length]))
            {
                return messageId[..length];
            }
        }

        _shortIds.Add(messageId);
        return messageId;
    }

    // Bodies are often indented JSON.
    private static string OneLine(string body) =>
        string.Join(' ', PrintableText.Line(body).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
