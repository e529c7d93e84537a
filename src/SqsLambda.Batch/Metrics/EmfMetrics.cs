using System.Buffers;
using System.Text.Json;

namespace SqsLambda.Batch.Metrics;

/// <summary>
/// Writes one document of CloudWatch's embedded metric format for each batch, a line each, with the dimensions <c>FunctionName</c> and
/// <c>QueueName</c>. What CloudWatch finds in the function's log group becomes metrics, without a call or a package.
/// </summary>
/// <param name="output">Where a line goes, each in one write: in Lambda the process's standard output.</param>
/// <param name="metricsNamespace">The namespace of the metrics.</param>
/// <param name="timeProvider">The clock.</param>
/// <remarks>CloudWatch User Guide, "Specification: Embedded metric format".</remarks>
public sealed class EmfMetrics(Stream output, string metricsNamespace, TimeProvider timeProvider) : IBatchObserver
{
    private const string Count = "Count";
    private const string Milliseconds = "Milliseconds";

    private static readonly (string Name, string Unit, Func<BatchSummary, double?> Value)[] Metrics =
    [
        ("MessagesReceived", Count, static batch => batch.Received),
        ("MessagesProcessed", Count, static batch => batch.Processed),
        ("MessagesDuplicate", Count, static batch => batch.Duplicates),
        ("MessagesInProgress", Count, static batch => batch.InProgress),
        ("MessagesFailed", Count, static batch => batch.Failed),
        ("MessagesFailedPermanently", Count, static batch => batch.PermanentlyFailed),
        ("MessagesDeadLettered", Count, static batch => batch.DeadLettered),
        ("MessagesNotAttempted", Count, static batch => batch.NotAttempted),
        ("LeasesLost", Count, static batch => batch.LostLeases),
        ("StoreRetries", Count, static batch => batch.StoreRetries),
        ("BatchDuration", Milliseconds, static batch => batch.Duration.TotalMilliseconds),
        ("StoreTime", Milliseconds, static batch => batch.StoreTime.TotalMilliseconds),
        ("OldestMessageAge", Milliseconds, static batch => batch.OldestMessageAge?.TotalMilliseconds),
    ];

    private readonly Lock _lock = new();

    /// <summary>The names of the metrics.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Metrics.Select(static metric => metric.Name)];

    /// <inheritdoc/>
    public void OnOutcome(MessageContext context, MessageOutcome outcome)
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
            output.Write(buffer.WrittenSpan);
            output.Flush();
        }
    }

    private void Write(Utf8JsonWriter writer, BatchSummary summary)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("_aws"u8);
        writer.WriteNumber("Timestamp"u8, timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        writer.WriteStartArray("CloudWatchMetrics"u8);
        writer.WriteStartObject();
        writer.WriteString("Namespace"u8, metricsNamespace);
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
        writer.WriteString("FunctionName"u8, summary.FunctionName);
        writer.WriteString("QueueName"u8, summary.QueueName);
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
