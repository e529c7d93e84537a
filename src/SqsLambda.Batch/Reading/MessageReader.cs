using System.Text.Json.Serialization.Metadata;

namespace SqsLambda.Batch.Reading;

/// <summary>Creates readers. The methods of <see cref="MessageReader{TMessage}"/> combine them.</summary>
public static class MessageReader
{
    /// <summary>Deserializes JSON.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="messageType">How to read the type: source-generated JSON metadata.</param>
    /// <returns>A reader whose result is <see cref="ReadResultKind.Unparseable"/> for a body that does not fit the type.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="messageType"/> is <see langword="null"/>.</exception>
    /// <remarks>
    /// A converter reports a bad body with <see cref="System.Text.Json.JsonException"/>. Any other exception from the type or its converters
    /// means that they are faulty: the reader then throws <see cref="InvalidOperationException"/>, and the message is kept and retried.
    /// </remarks>
    public static MessageReader<TMessage> Json<TMessage>(JsonTypeInfo<TMessage> messageType)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        return new JsonMessageReader<TMessage>(messageType);
    }

    /// <summary>Takes the body as it is.</summary>
    /// <returns>The reader.</returns>
    public static MessageReader<string> Text() => TextMessageReader.Instance;

    /// <summary>
    /// Reads event notifications of Amazon S3. The test event that S3 sends when notifications are configured is discarded.
    /// </summary>
    /// <returns>A reader whose result is <see cref="ReadResultKind.Unparseable"/> for a body that is not an S3 notification.</returns>
    /// <remarks>
    /// Amazon S3 User Guide, "Event message structure". Add <see cref="MessageReader{TMessage}.FromSns"/> if S3 publishes to a topic. Events that
    /// S3 sends to Amazon EventBridge have another structure.
    /// </remarks>
    public static MessageReader<S3Notification> S3Notifications() => S3NotificationReader.Instance;

    /// <summary>
    /// Chooses the reader by a message attribute, so that several types of messages can share a queue. The attribute is looked for on the SQS
    /// message first, then on the SNS notification.
    /// </summary>
    /// <typeparam name="TMessage">The type that all the messages have in common.</typeparam>
    /// <param name="attributeName">The name of the attribute. Upper and lower case differ, as in SQS.</param>
    /// <returns>A reader without any choices yet: call <see cref="MessageReaderByAttribute{TMessage}.When"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="attributeName"/> is blank or <see langword="null"/>.</exception>
    public static MessageReaderByAttribute<TMessage> ByAttribute<TMessage>(string attributeName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(attributeName);
        return new(attributeName, [], discardsOthers: false);
    }
}
