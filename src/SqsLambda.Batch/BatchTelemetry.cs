namespace SqsLambda.Batch;

/// <summary>The names of the activity source and of the meter. Add them to a tracer provider and a meter provider.</summary>
public static class BatchTelemetry
{
    /// <summary>The name of the activity source: one span for each message.</summary>
    public const string ActivitySourceName = "SqsLambda.Batch";

    /// <summary>The name of the meter: counters and durations of messages and batches.</summary>
    public const string MeterName = "SqsLambda.Batch";
}
