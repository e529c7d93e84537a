using System.Diagnostics.CodeAnalysis;

namespace SqsLambda.Batch.Reading;

/// <summary>The result of a <see cref="MessageReader{TMessage}"/> for one body. The methods of <see cref="ReadResult"/> create it.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <remarks>The default value is not a valid result: its <see cref="Kind"/> throws. So a faulty reader never loses a message.</remarks>
public readonly record struct ReadResult<TMessage>
{
    private readonly ReadResultKind? _kind;

    internal ReadResult(ReadResultKind kind, TMessage? message, string? reason)
    {
        _kind = kind;
        Message = message;
        Reason = reason;
    }

    /// <summary>The kind of the result.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public ReadResultKind Kind => _kind
        ?? throw new InvalidOperationException($"The reader returned no result. Create each result with a method of {nameof(ReadResult)}.");

    /// <summary>The message; the default value of its type if there is no message.</summary>
    public TMessage? Message { get; }

    /// <summary>Why there is no message, in one line; <see langword="null"/> if there is a message.</summary>
    public string? Reason { get; }

    /// <summary>Whether there is a message.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    [MemberNotNullWhen(true, nameof(Message))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsMessage => Kind == ReadResultKind.Message;

    /// <summary>Returns the kind and the reason. It leaves out the message, because this text may be logged.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Reason is null ? $"{_kind}" : $"{_kind}: {Reason}";

    /// <summary>Returns the same result for another message type. The result must not contain a message.</summary>
    internal ReadResult<TOther> WithoutMessage<TOther>() => new(Kind, default, Reason);
}
