using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch;
using SqsLambda.Batch.Reading;
using SqsLambda.Testing.Events;

namespace SqsLambda.Testing;

/// <summary>
/// Builds the event with which SQS triggers a Lambda function: <c>TestSqsEvent.Of("a", "b").Fifo("customer-1")</c>. Pass it where an
/// <see cref="SQSEvent"/> is expected, or call <see cref="Build"/>.
/// </summary>
/// <remarks>
/// <para>
/// Every member has a value that SQS and Lambda could send, and the same calls build the same event each time: no id is random and no clock is
/// read. The messages have the ids <c>m0</c>, <c>m1</c>, <c>m2</c>, and so on: the id is <c>m</c> and the index of the message in the event.
/// </para>
/// <para>
/// An instance never changes. Each method returns a new builder, and each event that is built is independent of the others. An instance is safe
/// for concurrent use. The order of the calls does not matter, except that a later call replaces an earlier call of the same method, and that the
/// changes of <see cref="With"/> are made last.
/// </para>
/// <para>Where a method takes one value for each message, the values repeat if there are fewer values than messages.</para>
/// </remarks>
public sealed class TestSqsEvent
{
    private readonly EventPlan _plan;

    private TestSqsEvent(EventPlan plan) => _plan = plan;

    /// <summary>The number of messages.</summary>
    public int Count => _plan.Bodies.Count;

    /// <summary>Starts an event of a standard queue with one message for each body.</summary>
    /// <param name="bodies">The bodies of the messages.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="bodies"/> or one of them is <see langword="null"/>.</exception>
    public static TestSqsEvent Of(params IEnumerable<string> bodies)
    {
        ArgumentNullException.ThrowIfNull(bodies);
        string[] all = [.. bodies];
        return all.Contains(null)
            ? throw new ArgumentException("A body is null. SQS sends no message without a body; to test one, set it in With.", nameof(bodies))
            : new(new() { Bodies = all });
    }

    /// <summary>Starts an event of a standard queue with one message for each object. The body is the JSON text of the object.</summary>
    /// <typeparam name="TMessage">The type of the objects.</typeparam>
    /// <param name="messageType">How the objects are written, for example <c>OrderJsonContext.Default.Order</c>.</param>
    /// <param name="messages">The objects.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static TestSqsEvent Of<TMessage>(JsonTypeInfo<TMessage> messageType, params IEnumerable<TMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        ArgumentNullException.ThrowIfNull(messages);
        return Of(messages.Select(message => JsonSerializer.Serialize(message, messageType)));
    }

    /// <summary>
    /// Starts an event of a standard queue with one Amazon S3 notification for each key. Each notification says that an object of 1,024 bytes was
    /// put into the bucket, in the region <c>us-east-1</c>.
    /// </summary>
    /// <param name="bucket">The name of the bucket.</param>
    /// <param name="keys">The keys of the objects, not encoded. S3 URL-encodes the key in the notification, and so does this method.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">An argument or a key is <see langword="null"/> or empty.</exception>
    public static TestSqsEvent OfS3(string bucket, params IEnumerable<string> keys)
    {
        ArgumentException.ThrowIfNullOrEmpty(bucket);
        ArgumentNullException.ThrowIfNull(keys);
        return Of(keys.Select((key, index) => S3Body.Of(S3Body.Put(bucket, key, index))));
    }

    /// <summary>Starts an event of a standard queue with one Amazon S3 notification for each record, for example for a deleted object.</summary>
    /// <param name="records">The records. Their keys are not encoded. S3 URL-encodes the key in the notification, and so does this method.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static TestSqsEvent OfS3(params IEnumerable<S3NotificationRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return Of(records.Select(S3Body.Of));
    }

    /// <summary>Builds the event where an <see cref="SQSEvent"/> is expected.</summary>
    /// <param name="builder">The builder.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static implicit operator SQSEvent(TestSqsEvent builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Build();
    }

    /// <summary>Names the queue. By default it is <c>test-queue</c> in the region <c>us-east-1</c> and the account <c>123456789012</c>.</summary>
    /// <param name="name">The name of the queue, without <c>.fifo</c>, which <see cref="Fifo"/> adds.</param>
    /// <param name="region">The region of the queue, the SNS topic and the EventBridge events.</param>
    /// <param name="account">The account of the queue, the SNS topic and the EventBridge events.</param>
    /// <returns>The new builder.</returns>
    /// <exception cref="ArgumentException">
    /// An argument is <see langword="null"/> or empty, or <paramref name="name"/> ends in <c>.fifo</c>.
    /// </exception>
    public TestSqsEvent Queue(string name, string region = QueuePlan.DefaultRegion, string account = QueuePlan.DefaultAccount)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(region);
        ArgumentException.ThrowIfNullOrEmpty(account);
        return name.EndsWith(QueuePlan.FifoSuffix, StringComparison.Ordinal)
            ? throw new ArgumentException("The name ends in \".fifo\". Leave it out: Fifo(groups) adds it.", nameof(name))
            : new(_plan with { Queue = new(name, region, account) });
    }

    /// <summary>
    /// Makes the queue a FIFO queue: its name ends in <c>.fifo</c>, and each message has a message group id, a sequence number and a deduplication
    /// id. The deduplication id is the SHA-256 of the body, as with content-based deduplication of the queue or of the SNS topic. Replaces a call of
    /// <see cref="Fair"/>.
    /// </summary>
    /// <param name="groups">The message group id of each message. The groups repeat if there are fewer groups than messages.</param>
    /// <returns>The new builder.</returns>
    /// <exception cref="ArgumentException">There is no group, or a group is <see langword="null"/> or empty.</exception>
    public TestSqsEvent Fifo(params string[] groups) => new(_plan with { IsFifo = true, Groups = Groups(groups) });

    /// <summary>
    /// Makes the queue a fair queue: a standard queue whose messages have a message group id. It names the tenant and does not order the messages.
    /// Replaces a call of <see cref="Fifo"/>.
    /// </summary>
    /// <param name="tenants">The message group id of each message. The tenants repeat if there are fewer tenants than messages.</param>
    /// <returns>The new builder.</returns>
    /// <exception cref="ArgumentException">There is no tenant, or a tenant is <see langword="null"/> or empty.</exception>
    public TestSqsEvent Fair(params string[] tenants) => new(_plan with { IsFifo = false, Groups = Groups(tenants) });

    /// <summary>Adds a message attribute of type String, and the checksum of the attributes.</summary>
    /// <param name="name">The name of the attribute. A later call with the same name replaces this one.</param>
    /// <param name="values">
    /// The value for each message, or <see langword="null"/> for a message without the attribute. The values repeat if there are fewer values than
    /// messages.
    /// </param>
    /// <returns>The new builder.</returns>
    /// <remarks>
    /// With <see cref="FromSns"/> the attribute is in the SNS notification and not on the SQS message, as SNS sends it without raw message delivery.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is <see langword="null"/> or empty, or there is no value.</exception>
    public TestSqsEvent WithAttribute(string name, params string?[] values) =>
        WithAttributes(name, "String", values, static value => value is null ? null : new(value, null));

    /// <summary>Adds a message attribute of type Number, and the checksum of the attributes.</summary>
    /// <param name="name">The name of the attribute. A later call with the same name replaces this one.</param>
    /// <param name="values">The value for each message. The values repeat if there are fewer values than messages.</param>
    /// <returns>The new builder.</returns>
    /// <remarks>
    /// With <see cref="FromSns"/> the attribute is in the SNS notification and not on the SQS message, as SNS sends it without raw message delivery.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is <see langword="null"/> or empty, or there is no value.</exception>
    public TestSqsEvent WithNumberAttribute(string name, params decimal[] values) =>
        WithAttributes(name, "Number", values, static value => new(value.ToString(System.Globalization.CultureInfo.InvariantCulture), null));

    /// <summary>Adds a message attribute of type Binary, and the checksum of the attributes.</summary>
    /// <param name="name">The name of the attribute. A later call with the same name replaces this one.</param>
    /// <param name="values">
    /// The value for each message, or <see langword="null"/> for a message without the attribute. The values repeat if there are fewer values than
    /// messages.
    /// </param>
    /// <returns>The new builder.</returns>
    /// <remarks>
    /// With <see cref="FromSns"/> the attribute is in the SNS notification and not on the SQS message, as SNS sends it without raw message delivery.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is <see langword="null"/> or empty, or there is no value.</exception>
    public TestSqsEvent WithBinaryAttribute(string name, params byte[]?[] values) =>
        WithAttributes(name, "Binary", values, static value => value is null ? null : new(null, [.. value]));

    /// <summary>
    /// Adds a system attribute that SQS sends only for some messages, for example <c>AWSTraceHeader</c> or <c>DeadLetterQueueSourceArn</c>, or
    /// replaces one.
    /// </summary>
    /// <param name="name">The name of the attribute.</param>
    /// <param name="values">
    /// The value for each message, or <see langword="null"/> for a message without the attribute. The values repeat if there are fewer values than
    /// messages.
    /// </param>
    /// <returns>The new builder.</returns>
    /// <exception cref="ArgumentException">The name is <see langword="null"/> or empty, or there is no value.</exception>
    public TestSqsEvent WithSystemAttribute(string name, params string?[] values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(_plan with { SystemAttributes = [.. _plan.SystemAttributes, new(name, [.. Some(values, nameof(values))])] });
    }

    /// <summary>Says how often each message has been received, including this time. By default it is 1.</summary>
    /// <param name="counts">The number for each message: 1 or more. The numbers repeat if there are fewer numbers than messages.</param>
    /// <returns>The new builder.</returns>
    /// <exception cref="ArgumentException">There is no number, or a number is less than 1.</exception>
    public TestSqsEvent ReceivedTimes(params int[] counts)
    {
        foreach (int count in Some(counts, nameof(counts)))
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(counts));
        }

        return new(_plan with { ReceiveCounts = [.. counts] });
    }

    /// <summary>
    /// Says when each message was sent. It was first received 2 milliseconds later. By default it was sent on 17 December 2018 at 21:37:29.183 UTC.
    /// </summary>
    /// <param name="times">The time for each message, cut to the millisecond. The times repeat if there are fewer times than messages.</param>
    /// <returns>The new builder.</returns>
    /// <exception cref="ArgumentException">There is no time.</exception>
    public TestSqsEvent SentAt(params DateTimeOffset[] times) => new(_plan with { SentTimes = [.. Some(times, nameof(times))] });

    /// <summary>Replaces the message ids <c>m0</c>, <c>m1</c>, and so on.</summary>
    /// <param name="ids">One id for each message. Two messages may have the same id.</param>
    /// <returns>The new builder.</returns>
    /// <exception cref="ArgumentException">The number of ids is not the number of messages, or an id is <see langword="null"/> or empty.</exception>
    public TestSqsEvent WithMessageIds(params string[] ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Length != Count || ids.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException($"One id for each of the {Count} messages is needed, and none may be empty.", nameof(ids));
        }

        return new(_plan with { MessageIds = [.. ids] });
    }

    /// <summary>
    /// Puts each body into the notification that an Amazon SNS topic sends to a queue without raw message delivery. Message attributes go into the
    /// notification too. With raw message delivery the event is the same as without SNS.
    /// </summary>
    /// <param name="topic">The name of the topic. For a FIFO queue, <c>.fifo</c> is added, since only a FIFO topic can send to it.</param>
    /// <param name="subject">The subject of the notifications; <see langword="null"/> for none.</param>
    /// <returns>The new builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="topic"/> is <see langword="null"/> or empty.</exception>
    public TestSqsEvent FromSns(string topic = "test-topic", string? subject = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        return new(_plan with { Sns = new(topic, subject) });
    }

    /// <summary>
    /// Makes each body the detail of the event that an Amazon EventBridge rule sends to a queue. With <see cref="FromSns"/> too, the rule sends the
    /// event to the topic.
    /// </summary>
    /// <param name="detailType">The detail type of the events, for example <c>OrderPlaced</c>.</param>
    /// <param name="source">The source of the events.</param>
    /// <returns>The new builder.</returns>
    /// <exception cref="ArgumentException">An argument is <see langword="null"/> or empty.</exception>
    /// <exception cref="InvalidOperationException">A body is not a JSON object, which the detail of an event must be.</exception>
    public TestSqsEvent FromEventBridge(string detailType, string source = "test.source")
    {
        ArgumentException.ThrowIfNullOrEmpty(detailType);
        ArgumentException.ThrowIfNullOrEmpty(source);
        for (int i = 0; i < Count; i++)
        {
            if (!EventBridgeBody.IsDetail(_plan.Bodies[i]))
            {
                throw new InvalidOperationException($"The body of message {i} is not a JSON object, which the detail of an EventBridge event must be.");
            }
        }

        return new(_plan with { EventBridge = new(detailType, source) });
    }

    /// <summary>Changes one record, after everything else is done. Use it for what the other methods cannot say, and for odd input.</summary>
    /// <param name="index">The index of the record: 0 to <see cref="Count"/> - 1.</param>
    /// <param name="change">
    /// Changes the record, which is a new one for each event. Nothing is adapted to the change: if it sets the body, for example, it leaves the
    /// checksum as it was.
    /// </param>
    /// <returns>The new builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no message with that index.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> is <see langword="null"/>.</exception>
    public TestSqsEvent With(int index, Action<SQSEvent.SQSMessage> change)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        ArgumentNullException.ThrowIfNull(change);
        return new(_plan with { Changes = [.. _plan.Changes, new(index, change)] });
    }

    /// <summary>Builds the event. Each call builds a new one.</summary>
    /// <returns>The event.</returns>
    public SQSEvent Build() => new() { Records = _plan.Records() };

    /// <summary>Builds the event as the JSON text that Lambda sends to the function, for tests that read a stream.</summary>
    /// <returns>The JSON text.</returns>
    public string ToJson() => EventJson.Of(_plan.Records());

    /// <summary>Builds the metadata that a handler gets with one of the messages, for tests that call the handler itself.</summary>
    /// <param name="index">The index of the message: 0 to <see cref="Count"/> - 1.</param>
    /// <param name="logger">The logger; by default a new <see cref="TestLogger"/>.</param>
    /// <returns>The metadata.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no message with that index.</exception>
    public MessageContext ContextOf(int index = 0, ILambdaLogger? logger = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return new(_plan.Records()[index], logger ?? new TestLogger());
    }

    private TestSqsEvent WithAttributes<T>(string name, string dataType, T[] values, Func<T, AttributeValue?> valueOf)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        AttributePlan attribute = new(name, dataType, [.. Some(values, nameof(values)).Select(valueOf)]);
        return new(_plan with { Attributes = [.. _plan.Attributes.Where(other => other.Name != name), attribute] });
    }

    private static string[] Groups(string[] groups) => Some(groups, nameof(groups)).Any(string.IsNullOrEmpty)
        ? throw new ArgumentException("A message group id is null or empty.", nameof(groups))
        : [.. groups];

    private static T[] Some<T>(T[] values, string parameter)
    {
        ArgumentNullException.ThrowIfNull(values, parameter);
        return values.Length > 0 ? values : throw new ArgumentException("At least one value is needed.", parameter);
    }
}
