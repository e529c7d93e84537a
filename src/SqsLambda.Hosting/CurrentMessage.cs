using System.Collections;
using SqsLambda.Batch;
using SqsLambda.Batch.Logging;

namespace SqsLambda.Hosting;

/// <summary>
/// Knows the message that the calling code works for. The message flows with the execution context, as the scopes of a log do. It ends with its
/// handler: code that the handler leaves running works for no message.
/// </summary>
internal sealed class CurrentMessage
{
    private readonly AsyncLocal<Entry?> _entry = new();

    /// <summary>The message, or <see langword="null"/>.</summary>
    public MessageContext? Context => _entry.Value?.Context;

    /// <summary>Enters a message.</summary>
    public Entry Enter(MessageContext context) => _entry.Value = new(context);

    /// <summary>A message until it is disposed. It is also the state of a log scope with the message id and the receive count.</summary>
    internal sealed class Entry(MessageContext context) : IReadOnlyList<KeyValuePair<string, object?>>, IDisposable
    {
        private volatile MessageContext? _context = context;

        public MessageContext? Context => _context;

        public int Count => _context is null ? 0 : 2;

        public KeyValuePair<string, object?> this[int index] => index switch
        {
            0 => new("messageId", _context is { } message ? LogText.OneLine(message.MessageId) : null),
            1 => new("receiveCount", _context?.ReceiveCount),
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            for (int i = 0; i < Count; i++)
            {
                yield return this[i];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => string.Join(", ", this.Select(static pair => $"{pair.Key} {pair.Value}"));

        public void Dispose() => _context = null;
    }
}
