using System.Diagnostics;
using System.Diagnostics.Metrics;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Metrics;

/// <summary>
/// Counters and histograms for OpenTelemetry and other listeners of <see cref="Meter"/>. Without a listener they cost next to nothing.
/// </summary>
/// <remarks>
/// Two names come from OpenTelemetry's "Semantic conventions for messaging client metrics": <c>messaging.client.consumed.messages</c> and
/// <c>messaging.process.duration</c>. The other names begin with <c>sqs_lambda.</c>
/// </remarks>
internal static class BatchMeter
{
    private static readonly Meter Meter = new(BatchTelemetry.MeterName);

    private static readonly Counter<long> ConsumedMessages = Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Messages that were delivered to the function.");

    private static readonly Histogram<double> ProcessDuration = Meter.CreateHistogram<double>(
        "messaging.process.duration", "s", "Duration of the handling of a message.");

    private static readonly Counter<long> Messages = Meter.CreateCounter<long>(
        "sqs_lambda.messages", "{message}", "Messages by outcome.");

    private static readonly Counter<long> OtherBodies = Meter.CreateCounter<long>(
        "sqs_lambda.duplicates.other_body", "{message}", "Duplicates whose body differs from the body that was processed.");

    private static readonly Counter<long> Incidents = Meter.CreateCounter<long>(
        "sqs_lambda.idempotency.incidents", "{message}", "Messages for which idempotency did not work.");

    private static readonly Counter<long> StoreRetries = Meter.CreateCounter<long>(
        "sqs_lambda.idempotency.retries", "{call}", "Repeated calls to the idempotency store.");

    private static readonly Histogram<double> StoreDuration = Meter.CreateHistogram<double>(
        "sqs_lambda.idempotency.duration", "s", "Time that a batch waited for the idempotency store.");

    private static readonly Histogram<double> BatchDuration = Meter.CreateHistogram<double>(
        "sqs_lambda.batch.duration", "s", "Duration of a batch.");

    private static readonly Histogram<double> OldestMessageAge = Meter.CreateHistogram<double>(
        "sqs_lambda.batch.oldest_message.age", "s", "Age of the oldest message of a batch.");

    /// <summary>Whether a listener measures the durations of handlers.</summary>
    public static bool MeasuresHandlers => ProcessDuration.Enabled;

    private static bool CountsMessages => ConsumedMessages.Enabled || Messages.Enabled;

    private static bool CountsBatches =>
        BatchDuration.Enabled || StoreDuration.Enabled || StoreRetries.Enabled || OtherBodies.Enabled || OldestMessageAge.Enabled;

    /// <summary>Counts a message. An exception of a listener has no effect on the message.</summary>
    public static void Count(MessageContext message, OutcomeDescription outcome)
    {
        if (CountsMessages)
        {
            Safely((message, outcome), static each =>
            {
                TagList tags = TagsOf(each.message.QueueName);
                ConsumedMessages.Add(1, tags);
                tags.Add("sqs_lambda.outcome", each.outcome.Name);
                Messages.Add(1, tags);
            });
        }
    }

    /// <summary>Records the duration of a handler.</summary>
    public static void HandlerEnded(MessageContext message, OutcomeDescription outcome, TimeSpan duration) =>
        Safely((message, outcome, duration), static each =>
        {
            TagList tags = TagsOf(each.message.QueueName);
            if (each.outcome.ErrorType is { } errorType)
            {
                tags.Add("error.type", errorType);
            }

            ProcessDuration.Record(each.duration.TotalSeconds, tags);
        });

    /// <summary>Counts an incident.</summary>
    public static void Count(IdempotencyIncident incident, int count) =>
        Safely((incident, count), static each => Incidents.Add(each.count, new KeyValuePair<string, object?>("sqs_lambda.incident", $"{each.incident}")));

    /// <summary>Records the measurements of a batch.</summary>
    public static void Count(BatchSummary batch)
    {
        if (CountsBatches)
        {
            Safely(batch, static batch =>
            {
                TagList tags = TagsOf(batch.QueueName);
                BatchDuration.Record(batch.Duration.TotalSeconds, tags);
                StoreDuration.Record(batch.StoreTime.TotalSeconds, tags);
                StoreRetries.Add(batch.StoreRetries, tags);
                OtherBodies.Add(batch.DuplicatesWithOtherBody, tags);
                if (batch.OldestMessageAge is { } age)
                {
                    OldestMessageAge.Record(age.TotalSeconds, tags);
                }
            });
        }
    }

    private static TagList TagsOf(string queueName) => new()
    {
        { "messaging.system", "aws_sqs" },
        { "messaging.operation.name", "process" },
        { "messaging.destination.name", queueName },
    };

    private static void Safely<T>(T measured, Action<T> record)
    {
        try
        {
            record(measured);
        }
        catch (Exception)
        {
            // An exception of a listener loses only this measurement.
        }
    }
}
