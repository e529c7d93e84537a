using System.Text.Json.Serialization.Metadata;

namespace SqsLambda.Batch.Reading;

/// <summary>Creates readers. The methods of <see cref="MessageReader{TMessage}"/> combine them.</summary>
public static class MessageReader
{
    /// <summary>Deserializes JSON.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="messageType">The source-generated JSON metadata of the type.</param>
    /// <returns>A reader whose result is <see cref="ReadResultKind.Unparseable"/> for a body that does not fit the type.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="messageType"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// A body may lack a field although the constructor of the type has no default value for it. Such a field would become <see langword="null"/> or
    /// 0, and messages without their key would count as duplicates of each other. Set
    /// <see cref="System.Text.Json.Serialization.JsonSourceGenerationOptionsAttribute.RespectRequiredConstructorParameters"/>, or give the parameter a
    /// default value.
    /// </exception>
    /// <remarks>
    /// A converter must throw <see cref="System.Text.Json.JsonException"/> for a bad body. If the type or a converter throws any other exception,
    /// the reader throws <see cref="InvalidOperationException"/>, and the message is retried.
    /// </remarks>
    public static MessageReader<TMessage> Json<TMessage>(JsonTypeInfo<TMessage> messageType)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        if (JsonMessageReader<TMessage>.SilentlyMissing(messageType) is [_, ..] fields)
        {
            throw new ArgumentException(
                $"A body without {string.Join(", ", fields)} would be read as {typeof(TMessage).Name} with null or 0. "
                    + "Set RespectRequiredConstructorParameters = true in its [JsonSourceGenerationOptions], or give the constructor parameters default values.",
                nameof(messageType));
        }

        return new JsonMessageReader<TMessage>(messageType);
    }

    /// <summary>Returns the body unchanged.</summary>
    /// <returns>The reader.</returns>
    public static MessageReader<string> Text() => TextMessageReader.Instance;

    /// <summary>
    /// Reads event notifications of Amazon S3. The test event that S3 sends when notifications are configured is discarded.
    /// </summary>
    /// <returns>A reader whose result is <see cref="ReadResultKind.Unparseable"/> for a body that is not an S3 notification.</returns>
    /// <remarks>
    /// Amazon S3 User Guide, "Event message structure". Add <see cref="MessageReader{TMessage}.FromSns"/> if S3 publishes to a topic. This reader
    /// cannot read events that S3 sends to Amazon EventBridge, because they have a different structure.
    /// </remarks>
    public static MessageReader<S3Notification> S3Notifications() => S3NotificationReader.Instance;

    /// <summary>
    /// Chooses the reader by a message attribute, so that several types of messages can share a queue. It looks for the attribute in the SQS
    /// message, then in the SNS notification. For SNS, call <see cref="MessageReader{TMessage}.FromSns"/> on this reader, not on the readers of
    /// <see cref="MessageReaderByAttribute{TMessage}.When"/>.
    /// </summary>
    /// <typeparam name="TMessage">The common base type or interface of the messages.</typeparam>
    /// <param name="attributeName">The name of the attribute. It is case-sensitive, as in SQS.</param>
    /// <returns>A reader without choices. Call <see cref="MessageReaderByAttribute{TMessage}.When"/> for each value of the attribute.</returns>
    /// <exception cref="ArgumentException"><paramref name="attributeName"/> is blank or <see langword="null"/>.</exception>
    public static MessageReaderByAttribute<TMessage> ByAttribute<TMessage>(string attributeName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(attributeName);
        return new(attributeName, [], discardsOthers: false);
    }
}
