namespace SqsLambda.Batch.Reading;

/// <summary>Creates the results of a <see cref="MessageReader{TMessage}"/>.</summary>
/// <remarks>A reason appears in logs and dead letters. Write one line, and do not quote the body.</remarks>
public static class ReadResult
{
    /// <summary>Creates a result with a message.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="message">The message.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is <see langword="null"/>.</exception>
    public static ReadResult<TMessage> Message<TMessage>(TMessage message) =>
        message is null ? throw new ArgumentNullException(nameof(message)) : new(ReadResultKind.Message, message, null);

    /// <summary>Creates the result for a body that cannot be read as the message type. The message fails permanently.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="reason">Why, in one line.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is blank or <see langword="null"/>.</exception>
    public static ReadResult<TMessage> Unparseable<TMessage>(string reason) => Without<TMessage>(ReadResultKind.Unparseable, reason);

    /// <summary>Creates the result for a message that was read but is not valid. The message fails permanently.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="reason">Why the message is not valid, in one line.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is blank or <see langword="null"/>.</exception>
    public static ReadResult<TMessage> Invalid<TMessage>(string reason) => Without<TMessage>(ReadResultKind.Invalid, reason);

    /// <summary>Creates the result for a message that needs no handling. The message is done without a call to the handler.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="reason">Why, in one line.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is blank or <see langword="null"/>.</exception>
    public static ReadResult<TMessage> Discarded<TMessage>(string reason) => Without<TMessage>(ReadResultKind.Discarded, reason);

    private static ReadResult<TMessage> Without<TMessage>(ReadResultKind kind, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new(kind, default, reason);
    }
}
