using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Failures;

/// <summary>What a call to a queue did for each of its messages.</summary>
internal static class QueueAnswer
{
    private static readonly QueueFailure NotInTime = new("NoAnswer", "The queue did not answer in time.");

    /// <returns>For each message in its place, why it failed; <see langword="null"/> where it did not.</returns>
    public static IReadOnlyList<QueueFailure?> Of(CallResult<IReadOnlyList<QueueFailure?>> call, int count) => call switch
    {
        { HasValue: true, Value: { } failures } when failures.Count == count => failures,
        { HasValue: true } => All(new("InvalidOperationException", $"The queue was asked about {count} messages and answered about {call.Value?.Count ?? 0}."), count),
        { Exception: { } exception } => All(QueueFailure.Of(exception), count),
        _ => All(NotInTime, count),
    };

    private static QueueFailure[] All(QueueFailure failure, int count) => [.. Enumerable.Repeat(failure, count)];
}
