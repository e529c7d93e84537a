namespace SqsLambda.Batch.Reading;

/// <summary>Reads the body of an SQS message. Readers are immutable and can be combined.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <example>
/// <c>MessageReader.Json(OrderJsonContext.Default.Order).Validated(order => order.Validate()).FromSns()</c> takes the order out of an SNS
/// notification, deserializes it, and validates it: the last call is the first to see the body.
/// </example>
public abstract class MessageReader<TMessage>
{
    /// <summary>Reads one body. Calls may be concurrent, each with its own <paramref name="context"/>.</summary>
    /// <param name="body">The body; never <see langword="null"/> or empty.</param>
    /// <param name="context">The metadata of the message.</param>
    /// <returns>The message, or why there is none.</returns>
    /// <remarks>
    /// An exception means that the reader is faulty or that something it needs is down. The message stays in the queue and is retried. A body
    /// that can never be read is a result, not an exception.
    /// </remarks>
    public abstract ReadResult<TMessage> Read(string body, MessageContext context);

    /// <summary>Validates each message that this reader returns.</summary>
    /// <param name="validate">
    /// Returns what is wrong with the message, in one line, or <see langword="null"/> if it is valid. Calls may be concurrent. An exception is
    /// passed on.
    /// </param>
    /// <returns>A reader whose result is <see cref="ReadResultKind.Invalid"/> for a message that is not valid.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="validate"/> is <see langword="null"/>.</exception>
    public MessageReader<TMessage> Validated(Func<TMessage, string?> validate)
    {
        ArgumentNullException.ThrowIfNull(validate);
        return new ValidatedReader<TMessage>(this, validate);
    }

    /// <summary>Discards messages that need no handling.</summary>
    /// <param name="condition">Whether to discard the message. Calls may be concurrent. An exception is passed on.</param>
    /// <param name="reason">Why such messages are discarded, in one line.</param>
    /// <returns>A reader whose result is <see cref="ReadResultKind.Discarded"/> for a message that meets the condition.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is blank.</exception>
    public MessageReader<TMessage> DiscardWhen(Func<TMessage, bool> condition, string reason)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new DiscardingReader<TMessage>(this, condition, reason);
    }

    /// <summary>
    /// Reads the <c>Message</c> of an Amazon SNS notification, and sets <see cref="MessageContext.Sns"/>. A body that is not a notification is
    /// read as it is, so a queue may receive from subscriptions with and without raw message delivery.
    /// </summary>
    /// <returns>
    /// A reader whose result is <see cref="ReadResultKind.Invalid"/> for a body that confirms a subscription or its end.
    /// </returns>
    /// <remarks>
    /// Amazon SNS Developer Guide, "HTTP/HTTPS notification JSON format" and "Amazon SNS raw message delivery". Signatures are not checked: the
    /// queue's policy decides who may send.
    /// </remarks>
    public MessageReader<TMessage> FromSns() => new UnwrappingReader<TMessage>(SnsUnwrapper.Instance, this);

    /// <summary>Reads the <c>detail</c> of an Amazon EventBridge event, and sets <see cref="MessageContext.EventBridge"/>.</summary>
    /// <returns>A reader whose result is <see cref="ReadResultKind.Unparseable"/> for a body that is not an EventBridge event.</returns>
    /// <remarks>
    /// Amazon EventBridge User Guide, "AWS service event metadata". A rule with an input transformer sends something else, which needs no
    /// unwrapping.
    /// </remarks>
    public MessageReader<TMessage> FromEventBridge() => new UnwrappingReader<TMessage>(EventBridgeUnwrapper.Instance, this);
}
