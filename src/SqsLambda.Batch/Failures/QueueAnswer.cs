using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Failures;

/// <summary>Converts the result of a call to a queue into one result for each message.</summary>
internal static class QueueAnswer
{
    private static readonly QueueFailure NotInTime = new("NoAnswer", "The queue did not answer in time.");

    /// <returns>One item for each message, in the same order: why it failed, or <see langword="null"/> if it succeeded.</returns>
    public static IReadOnlyList<QueueFailure?> Of(CallResult<IReadOnlyList<QueueFailure?>> call, int count) => call switch
    {
        { HasValue: true, Value: { } failures } when failures.Count == count => failures,
        { HasValue: true } => All(new("InvalidOperationException", $"The queue returned {call.Value?.Count ?? 0} results for {count} messages."), count),
        { Exception: { } exception } => All(QueueFailure.Of(exception), count),
        _ => All(NotInTime, count),
    };

    private static QueueFailure[] All(QueueFailure failure, int count) => [.. Enumerable.Repeat(failure, count)];
}
