using System.Globalization;
using SqsLambda.Local.Sqs.Redrive;
using SqsLambda.Local.Sqs.Rules;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>The settings of a queue. Immutable.</summary>
/// <remarks>Defaults: Amazon SQS API Reference, CreateQueue.</remarks>
internal sealed class QueueAttributes
{
    private const string DefaultKeyReusePeriod = "300";

    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        [QueueAttributeName.DelaySeconds] = "0",
        [QueueAttributeName.MaximumMessageSize] = "1048576",
        [QueueAttributeName.MessageRetentionPeriod] = "345600",
        [QueueAttributeName.ReceiveMessageWaitTimeSeconds] = "0",
        [QueueAttributeName.SqsManagedSseEnabled] = "true",
        [QueueAttributeName.VisibilityTimeout] = "30",
    };

    private static readonly Dictionary<string, string> FifoDefaults = new(Defaults, StringComparer.Ordinal)
    {
        [QueueAttributeName.ContentBasedDeduplication] = "false",
        [QueueAttributeName.DeduplicationScope] = "queue",
        [QueueAttributeName.FifoQueue] = "true",
        [QueueAttributeName.FifoThroughputLimit] = "perQueue",
    };

    private readonly Dictionary<string, string> _values;

    private QueueAttributes(Dictionary<string, string> values, bool isFifo)
    {
        _values = values;
        IsFifo = isFifo;
        Delay = Seconds(QueueAttributeName.DelaySeconds);
        MaximumMessageSize = int.Parse(values[QueueAttributeName.MaximumMessageSize], CultureInfo.InvariantCulture);
        MessageRetentionPeriod = Seconds(QueueAttributeName.MessageRetentionPeriod);
        ReceiveMessageWaitTime = Seconds(QueueAttributeName.ReceiveMessageWaitTimeSeconds);
        VisibilityTimeout = Seconds(QueueAttributeName.VisibilityTimeout);
        ContentBasedDeduplication = values.GetValueOrDefault(QueueAttributeName.ContentBasedDeduplication) == "true";
        DeduplicatesPerGroup = values.GetValueOrDefault(QueueAttributeName.DeduplicationScope) == "messageGroup";
        RedrivePolicy = values.TryGetValue(QueueAttributeName.RedrivePolicy, out string? redrive) ? RedrivePolicy.Parse(redrive) : null;
        RedriveAllowPolicy = values.TryGetValue(QueueAttributeName.RedriveAllowPolicy, out string? allow) ? RedriveAllowPolicy.Parse(allow) : null;
    }

    public bool IsFifo { get; }

    /// <summary>How long a message waits before it can be received: 0 to 900 s.</summary>
    public TimeSpan Delay { get; }

    /// <summary>The maximum size of a message with its attributes: 1,024 to 1,048,576 bytes.</summary>
    public int MaximumMessageSize { get; }

    /// <summary>How long a message is kept: 60 s to 14 days.</summary>
    public TimeSpan MessageRetentionPeriod { get; }

    /// <summary>How long a receive waits by default: 0 to 20 s.</summary>
    public TimeSpan ReceiveMessageWaitTime { get; }

    /// <summary>How long a received message is hidden by default: 0 to 43,200 s.</summary>
    public TimeSpan VisibilityTimeout { get; }

    /// <summary>FIFO queues: whether a message without a deduplication id gets one derived from its body.</summary>
    public bool ContentBasedDeduplication { get; }

    /// <summary>FIFO queues: whether deduplication ids apply to their message group only.</summary>
    public bool DeduplicatesPerGroup { get; }

    /// <summary>The dead-letter queue and the number of receives before it, or null.</summary>
    public RedrivePolicy? RedrivePolicy { get; }

    /// <summary>Which queues may name this one as dead-letter queue. Null: all.</summary>
    public RedriveAllowPolicy? RedriveAllowPolicy { get; }

    /// <summary>The access policy as JSON, or null. It is kept and not enforced.</summary>
    public string? Policy => _values.GetValueOrDefault(QueueAttributeName.Policy);

    /// <summary>All settings by name, as text.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>The settings of a new queue.</summary>
    /// <param name="isFifo">Whether it is a FIFO queue.</param>
    /// <param name="attributes">Attributes that differ from the defaults.</param>
    /// <exception cref="SqsException">An attribute is unknown or its value is invalid.</exception>
    public static QueueAttributes Create(bool isFifo, IReadOnlyDictionary<string, string> attributes) =>
        new QueueAttributes(new(isFifo ? FifoDefaults : Defaults, StringComparer.Ordinal), isFifo).With(attributes);

    /// <summary>Returns these settings with changes.</summary>
    /// <exception cref="SqsException">An attribute is unknown, its value is invalid, or it conflicts with another one.</exception>
    public QueueAttributes With(IReadOnlyDictionary<string, string> attributes)
    {
        var normalized = Normalize(attributes);
        var values = new Dictionary<string, string>(_values, StringComparer.Ordinal);
        foreach (var (name, value) in normalized)
        {
            values[name] = value;
        }

        ChooseEncryption(values, normalized);
        RemoveUnset(values);
        SetKeyReusePeriod(values);
        if (IsFifo && values[QueueAttributeName.FifoThroughputLimit] == "perMessageGroupId"
            && values[QueueAttributeName.DeduplicationScope] != "messageGroup")
        {
            throw SqsException.InvalidAttributeValue(
                "The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup");
        }

        return new(values, IsFifo);
    }

    /// <summary>The first of the given attributes that has another value here, or null.</summary>
    /// <exception cref="SqsException">An attribute is unknown or its value is invalid.</exception>
    public string? FirstDifference(IReadOnlyDictionary<string, string> attributes)
    {
        foreach (var (name, value) in Normalize(attributes))
        {
            string unset = name == QueueAttributeName.KmsDataKeyReusePeriodSeconds ? DefaultKeyReusePeriod : "";
            if (_values.GetValueOrDefault(name, unset) != value)
            {
                return name;
            }
        }

        return null;
    }

    private List<KeyValuePair<string, string>> Normalize(IReadOnlyDictionary<string, string> attributes)
    {
        List<KeyValuePair<string, string>> normalized = [];
        foreach (var (name, value) in attributes)
        {
            string text = QueueAttributeRules.Normalize(name, value, IsFifo);
            if (name == QueueAttributeName.FifoQueue && text != "true")
            {
                throw SqsException.InvalidAttributeValue(
                    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.");
            }

            normalized.Add(new(name, text));
        }

        return normalized;
    }

    // Only one kind of encryption is active: setting one unsets the other (SQS Developer Guide, "Encryption at rest in Amazon SQS").
    private static void ChooseEncryption(Dictionary<string, string> values, List<KeyValuePair<string, string>> changes)
    {
        bool toKms = changes.Any(change => change is { Key: QueueAttributeName.KmsMasterKeyId, Value.Length: > 0 });
        bool toSqs = changes.Any(change => change is { Key: QueueAttributeName.SqsManagedSseEnabled, Value: "true" });
        if (toKms && toSqs)
        {
            throw SqsException.InvalidAttributeName(
                "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.");
        }

        if (toKms)
        {
            values[QueueAttributeName.SqsManagedSseEnabled] = "false";
        }
        else if (toSqs)
        {
            values.Remove(QueueAttributeName.KmsMasterKeyId);
            values.Remove(QueueAttributeName.KmsDataKeyReusePeriodSeconds);
        }
    }

    private static void RemoveUnset(Dictionary<string, string> values)
    {
        foreach (var (name, value) in values.ToList())
        {
            if (value.Length == 0)
            {
                values.Remove(name);
            }
        }
    }

    // The default shows on queues with a KMS key only.
    private static void SetKeyReusePeriod(Dictionary<string, string> values)
    {
        if (values.ContainsKey(QueueAttributeName.KmsMasterKeyId))
        {
            values.TryAdd(QueueAttributeName.KmsDataKeyReusePeriodSeconds, DefaultKeyReusePeriod);
        }
        else if (values.GetValueOrDefault(QueueAttributeName.KmsDataKeyReusePeriodSeconds) == DefaultKeyReusePeriod)
        {
            values.Remove(QueueAttributeName.KmsDataKeyReusePeriodSeconds);
        }
    }

    private TimeSpan Seconds(string name) => TimeSpan.FromSeconds(int.Parse(_values[name], CultureInfo.InvariantCulture));
}
