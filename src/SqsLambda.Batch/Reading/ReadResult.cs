namespace SqsLambda.Batch.Reading;

/// <summary>Creates the results of a <see cref="MessageReader{TMessage}"/>.</summary>
/// <remarks>A reason appears in logs and dead letters. Write one line, and leave out everything that comes from the body.</remarks>
public static class ReadResult
{
    /// <summary>The body is a message.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="message">The message.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is <see langword="null"/>.</exception>
    public static ReadResult<TMessage> Message<TMessage>(TMessage message) =>
        message is null ? throw new ArgumentNullException(nameof(message)) : new(ReadResultKind.Message, message, null);

    /// <summary>The body cannot be read as the message type. The message fails permanently.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="reason">Why, in one line.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is blank or <see langword="null"/>.</exception>
    public static ReadResult<TMessage> Unparseable<TMessage>(string reason) => Without<TMessage>(ReadResultKind.Unparseable, reason);

    /// <summary>The body can be read, but the message is not valid. The message fails permanently.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="reason">What is wrong, in one line.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is blank or <see langword="null"/>.</exception>
    public static ReadResult<TMessage> Invalid<TMessage>(string reason) => Without<TMessage>(ReadResultKind.Invalid, reason);

    /// <summary>The message needs no handling. It counts as done, and no handler sees it.</summary>
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
