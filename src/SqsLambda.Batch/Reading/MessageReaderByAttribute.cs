using System.Diagnostics.CodeAnalysis;

namespace SqsLambda.Batch.Reading;

/// <summary>
/// Chooses the reader by a message attribute. <see cref="MessageReader.ByAttribute{TMessage}"/> creates it. It is immutable: each method returns
/// a new reader.
/// </summary>
/// <typeparam name="TMessage">The common base type or interface of the messages.</typeparam>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "The attribute is the one of a message.")]
public sealed class MessageReaderByAttribute<TMessage> : MessageReader<TMessage>
{
    private readonly string _attributeName;
    private readonly Choice[] _choices;
    private readonly bool _discardsOthers;
    private readonly Dictionary<string, MessageReader<TMessage>> _readers = new(StringComparer.Ordinal);
    private readonly ReadResult<TMessage> _missing;
    private readonly ReadResult<TMessage> _unknown;

    internal MessageReaderByAttribute(string attributeName, Choice[] choices, bool discardsOthers)
    {
        _attributeName = attributeName;
        _choices = choices;
        _discardsOthers = discardsOthers;
        foreach ((string value, MessageReader<TMessage> reader) in choices)
        {
            _readers.Add(value, reader);
        }

        string allowed = string.Join(", ", choices.Select(static choice => $"'{choice.Value}'"));
        _missing = Other($"The message attribute '{attributeName}' is missing. Allowed values: {allowed}.");
        _unknown = Other($"The message attribute '{attributeName}' has a value that is not allowed. Allowed values: {allowed}.");
    }

    /// <summary>Adds a reader for one value of the attribute.</summary>
    /// <typeparam name="TDerived">The type of the messages with this value.</typeparam>
    /// <param name="value">The value. It is case-sensitive. It may appear in logs and dead letters.</param>
    /// <param name="reader">Reads the messages whose attribute has this value.</param>
    /// <returns>A reader that also reads messages with this value.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="value"/> is blank or already has a reader.</exception>
    public MessageReaderByAttribute<TMessage> When<TDerived>(string value, MessageReader<TDerived> reader)
        where TDerived : TMessage
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        ArgumentNullException.ThrowIfNull(reader);
        if (_readers.ContainsKey(value))
        {
            throw new ArgumentException($"The value '{value}' of the message attribute '{_attributeName}' has a reader already.", nameof(value));
        }

        return new(_attributeName, [.. _choices, new(value, Widen(reader))], _discardsOthers);
    }

    /// <summary>
    /// Discards messages that lack the attribute or have another value. Without this call they fail permanently, as
    /// <see cref="ReadResultKind.Unparseable"/>.
    /// </summary>
    /// <returns>A reader that discards them.</returns>
    public MessageReaderByAttribute<TMessage> DiscardOthers() => new(_attributeName, _choices, discardsOthers: true);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException"><see cref="When"/> was never called.</exception>
    public override ReadResult<TMessage> Read(string body, MessageContext context)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(context);

        // This is a fault of the function, not of the message. If the message failed permanently, the whole queue would move to the dead-letter
        // queue.
        if (_choices.Length == 0)
        {
            throw new InvalidOperationException(
                $"No value of the message attribute '{_attributeName}' has a reader: call {nameof(When)}. The message is kept.");
        }

        return context.TextAttribute(_attributeName) is not { } value ? _missing
            : _readers.TryGetValue(value, out MessageReader<TMessage>? reader) ? reader.Read(body, context)
            : _unknown;
    }

    private static MessageReader<TMessage> Widen<TDerived>(MessageReader<TDerived> reader)
        where TDerived : TMessage =>
        reader as MessageReader<TMessage> ?? new WideningReader<TDerived, TMessage>(reader);

    private ReadResult<TMessage> Other(string reason) =>
        _discardsOthers ? ReadResult.Discarded<TMessage>(reason) : ReadResult.Unparseable<TMessage>(reason);

    internal readonly record struct Choice(string Value, MessageReader<TMessage> Reader);
}
