namespace SqsLambda.Batch.Reading;

/// <summary>Reads the body of an SQS message. Readers are immutable and can be combined.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <example>
/// <c>MessageReader.Json(OrderJsonContext.Default.Order).Validated(order => order.Validate()).FromSns()</c> reads an order that was published
/// through SNS. Call <c>FromSns</c> or <c>FromEventBridge</c> after the other methods: the reader that is added last gets the body first.
/// </example>
public abstract class MessageReader<TMessage>
{
    /// <summary>Reads one body. Calls may be concurrent, and each call has its own <paramref name="context"/>.</summary>
    /// <param name="body">The body; never <see langword="null"/> or empty.</param>
    /// <param name="context">The metadata of the message.</param>
    /// <returns>The message, or the reason why there is no message.</returns>
    /// <remarks>
    /// Throw an exception if a dependency of the reader is down: the message stays in the queue and is retried. For a body that can never be
    /// read, return <see cref="ReadResult.Unparseable{TMessage}"/> and do not throw.
    /// The bodies of a batch are read one after the other before the first message is handled, so a reader that waits takes time from the handlers.
    /// </remarks>
    public abstract ReadResult<TMessage> Read(string body, MessageContext context);

    /// <summary>Validates each message that this reader returns.</summary>
    /// <param name="validate">
    /// Returns the error in one line, or <see langword="null"/> if the message is valid. It must be safe for concurrent calls. An exception is
    /// treated like one from the handler.
    /// </param>
    /// <returns>A reader whose result is <see cref="ReadResultKind.Invalid"/> for a message that is not valid.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="validate"/> is <see langword="null"/>.</exception>
    public MessageReader<TMessage> Validated(Func<TMessage, string?> validate)
    {
        ArgumentNullException.ThrowIfNull(validate);
        return new ValidatedReader<TMessage>(this, validate);
    }

    /// <summary>Discards messages that need no handling.</summary>
    /// <param name="condition">
    /// Returns whether to discard the message. It must be safe for concurrent calls. An exception is treated like one from the handler.
    /// </param>
    /// <param name="reason">Why these messages are discarded, in one line. It is logged.</param>
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
    /// Reads the <c>Message</c> of an Amazon SNS notification, and sets <see cref="MessageContext.Sns"/>. If the body is not a notification, this
    /// reader gets the whole body. So a queue may have subscriptions with and without raw message delivery.
    /// </summary>
    /// <returns>
    /// A reader. Its result is <see cref="ReadResultKind.Invalid"/> for an SNS message that confirms the start or the end of a subscription.
    /// </returns>
    /// <remarks>
    /// Amazon SNS Developer Guide, "HTTP/HTTPS notification JSON format" and "Amazon SNS raw message delivery". The signature of a notification
    /// is not checked, because the queue's policy decides who may send.
    /// </remarks>
    public MessageReader<TMessage> FromSns() => new UnwrappingReader<TMessage>(SnsUnwrapper.Instance, this);

    /// <summary>Reads the <c>detail</c> of an Amazon EventBridge event, and sets <see cref="MessageContext.EventBridge"/>.</summary>
    /// <returns>A reader whose result is <see cref="ReadResultKind.Unparseable"/> for a body that is not an EventBridge event.</returns>
    /// <remarks>
    /// Amazon EventBridge User Guide, "AWS service event metadata". Do not use this method for a rule with an input transformer, because the body
    /// is then not an event.
    /// </remarks>
    public MessageReader<TMessage> FromEventBridge() => new UnwrappingReader<TMessage>(EventBridgeUnwrapper.Instance, this);
}
