using System.Buffers;
using System.Text.Json;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Logging;

namespace SqsLambda.Batch.Metrics;

/// <summary>
/// Writes the counts of each batch as one line in CloudWatch's embedded metric format, with the dimensions <c>FunctionName</c> and
/// <c>QueueName</c>. CloudWatch creates the metrics from the log group of the function, so the function makes no call.
/// </summary>
/// <remarks>Amazon CloudWatch User Guide, "Specification: Embedded metric format".</remarks>
public sealed class EmfMetrics : IBatchObserver
{
    private const int MaxNamespaceLength = 255;
    private const string Count = "Count";
    private const string Milliseconds = "Milliseconds";

    private static readonly (string Name, string Unit, Func<BatchSummary, double?> Value)[] Metrics =
    [
        ("MessagesReceived", Count, static batch => batch.Received),
        ("MessagesProcessed", Count, static batch => batch.Processed),
        ("MessagesDuplicate", Count, static batch => batch.Duplicates),
        ("MessagesDuplicateWithOtherBody", Count, static batch => batch.DuplicatesWithOtherBody),
        ("MessagesDiscarded", Count, static batch => batch.Discarded),
        ("MessagesInProgress", Count, static batch => batch.InProgress),
        ("MessagesFailed", Count, static batch => batch.Failed),
        ("MessagesFailedPermanently", Count, static batch => batch.PermanentlyFailed),
        ("MessagesDeadLettered", Count, static batch => batch.DeadLettered),
        ("MessagesNotAttempted", Count, static batch => batch.NotAttempted),
        ("LeasesLost", Count, static batch => batch.LeasesLost),
        ("StoreRetries", Count, static batch => batch.StoreRetries),
        ("BatchDuration", Milliseconds, static batch => batch.Duration.TotalMilliseconds),
        ("StoreTime", Milliseconds, static batch => batch.StoreTime.TotalMilliseconds),
        ("OldestMessageAge", Milliseconds, static batch => batch.OldestMessageAge?.TotalMilliseconds),
    ];

    private readonly Lock _lock = new();
    private readonly Stream _output;
    private readonly string _metricsNamespace;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates the observer.</summary>
    /// <param name="output">The stream for the lines. Each line is one write. In Lambda, use the standard output of the process.</param>
    /// <param name="metricsNamespace">The namespace of the metrics: 1 to 255 characters.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="ArgumentException">An argument is <see langword="null"/>, or the namespace is not allowed.</exception>
    public EmfMetrics(Stream output, string metricsNamespace, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentException.ThrowIfNullOrWhiteSpace(metricsNamespace);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(metricsNamespace.Length, MaxNamespaceLength, nameof(metricsNamespace));
        ArgumentNullException.ThrowIfNull(timeProvider);
        _output = output;
        _metricsNamespace = metricsNamespace;
        _timeProvider = timeProvider;
    }

    /// <summary>The names of the metrics.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Metrics.Select(static metric => metric.Name)];

    /// <inheritdoc/>
    public void OnOutcome(MessageContext context, MessageOutcome outcome)
    {
    }

    /// <inheritdoc/>
    public void OnIncident(IdempotencyIncident incident, int count)
    {
    }

    /// <inheritdoc/>
    public void OnBatch(BatchSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var buffer = new ArrayBufferWriter<byte>(2_048);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, summary);
        }

        buffer.Write("\n"u8);
        lock (_lock)
        {
            _output.Write(buffer.WrittenSpan);
            _output.Flush();
        }
    }

    private void Write(Utf8JsonWriter writer, BatchSummary summary)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("_aws"u8);
        writer.WriteNumber("Timestamp"u8, _timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        writer.WriteStartArray("CloudWatchMetrics"u8);
        writer.WriteStartObject();
        writer.WriteString("Namespace"u8, _metricsNamespace);
        writer.WriteStartArray("Dimensions"u8);
        writer.WriteStartArray();
        writer.WriteStringValue("FunctionName"u8);
        writer.WriteStringValue("QueueName"u8);
        writer.WriteEndArray();
        writer.WriteEndArray();
        writer.WriteStartArray("Metrics"u8);
        foreach (var (name, unit, value) in Metrics)
        {
            if (value(summary) is not null)
            {
                writer.WriteStartObject();
                writer.WriteString("Name"u8, name);
                writer.WriteString("Unit"u8, unit);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteString("FunctionName"u8, LogText.OneLine(summary.FunctionName));
        writer.WriteString("QueueName"u8, LogText.OneLine(summary.QueueName));
        foreach (var (name, _, value) in Metrics)
        {
            if (value(summary) is { } number)
            {
                writer.WriteNumber(name, number);
            }
        }

        writer.WriteEndObject();
    }
}
