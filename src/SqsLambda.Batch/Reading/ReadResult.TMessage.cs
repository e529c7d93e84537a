using System.Diagnostics.CodeAnalysis;

namespace SqsLambda.Batch.Reading;

/// <summary>What a <see cref="MessageReader{TMessage}"/> made of one body. The methods of <see cref="ReadResult"/> create it.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <remarks>The default value is no result. Its <see cref="Kind"/> throws, so that a faulty reader never loses a message.</remarks>
public readonly record struct ReadResult<TMessage>
{
    private readonly ReadResultKind? _kind;

    internal ReadResult(ReadResultKind kind, TMessage? message, string? reason)
    {
        _kind = kind;
        Message = message;
        Reason = reason;
    }

    /// <summary>Which of the four results this is.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public ReadResultKind Kind => _kind
        ?? throw new InvalidOperationException($"The reader returned no result. Create each result with a method of {nameof(ReadResult)}.");

    /// <summary>The message; the default value of its type if there is none.</summary>
    public TMessage? Message { get; }

    /// <summary>Why there is no message, in one line; <see langword="null"/> if there is a message.</summary>
    public string? Reason { get; }

    /// <summary>Whether there is a message.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    [MemberNotNullWhen(true, nameof(Message))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsMessage => Kind == ReadResultKind.Message;

    /// <summary>Names the kind and the reason. The message is left out, because a log may show this text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Reason is null ? $"{_kind}" : $"{_kind}: {Reason}";

    /// <summary>The same result for another message type. It must not be a message.</summary>
    internal ReadResult<TOther> WithoutMessage<TOther>() => new(Kind, default, Reason);
}
