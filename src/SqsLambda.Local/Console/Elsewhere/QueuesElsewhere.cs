using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.WebConsole.Actions;
using SqsLambda.Local.WebConsole.Lives;
using QueueAttributeName = SqsLambda.Local.Sqs.Queues.QueueAttributeName;

namespace SqsLambda.Local.WebConsole.Elsewhere;

/// <summary>
/// The queue of a run on a queue elsewhere, and its dead-letter queue. SQS is asked for their counts while a page is open, and not otherwise, since each request
/// costs.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="known">The queues.</param>
/// <param name="options">The function of the queue, and the clock.</param>
internal sealed class QueuesElsewhere(IAmazonSQS client, IReadOnlyList<QueueElsewhere> known, ConsoleOptions options) : IConsoleQueues
{
    /// <summary>The time between two requests for the counts of a queue, while a page is open.</summary>
    public static readonly TimeSpan TimeBetweenRequests = TimeSpan.FromSeconds(5);

    private static readonly List<string> CountNames =
    [
        QueueAttributeName.ApproximateNumberOfMessages,
        QueueAttributeName.ApproximateNumberOfMessagesDelayed,
        QueueAttributeName.ApproximateNumberOfMessagesNotVisible,
    ];

    // Older counts are not told: they would look as if they were those of now.
    private static readonly TimeSpan OldestCounts = 2 * TimeBetweenRequests;

    private readonly Answer[] _answers = [.. known.Select(static queue => new Answer(RowOf(queue), 0))];
    private readonly Lock _lock = new();
    private long? _askedAt;

    /// <summary>The latest requests for counts: it ends when they are answered.</summary>
    public Task Asked { get; private set; } = Task.CompletedTask;

    public QueueRows Read() => new([.. _answers.Select(answer => WithFunction(
        options.TimeProvider.GetElapsedTime(answer.At) <= OldestCounts ? answer.Row : answer.Row with { Visible = null, InFlight = null, Delayed = null }))]);

    public void Look()
    {
        lock (_lock)
        {
            if (Asked.IsCompleted && (_askedAt is not { } askedAt || options.TimeProvider.GetElapsedTime(askedAt) >= TimeBetweenRequests))
            {
                _askedAt = options.TimeProvider.GetTimestamp();
                Asked = AskAsync();
            }
        }
    }

    private async Task AskAsync()
    {
        for (int i = 0; i < known.Count; i++)
        {
            Answer old = _answers[i];
            QueueRow row = await AskAsync(known[i], old.Row);
            _answers[i] = new(row, row.Problem is null ? options.TimeProvider.GetTimestamp() : old.At);
        }
    }

    private async Task<QueueRow> AskAsync(QueueElsewhere queue, QueueRow old)
    {
        try
        {
            Dictionary<string, string> counts = (await client.GetQueueAttributesAsync(new GetQueueAttributesRequest(queue.Url, CountNames))).Attributes ?? [];
            return old with
            {
                Visible = CountOf(QueueAttributeName.ApproximateNumberOfMessages),
                InFlight = CountOf(QueueAttributeName.ApproximateNumberOfMessagesNotVisible),
                Delayed = CountOf(QueueAttributeName.ApproximateNumberOfMessagesDelayed),
                Problem = null,
            };

            int? CountOf(string name) => counts.TryGetValue(name, out string? count) ? int.Parse(count, CultureInfo.InvariantCulture) : null;
        }
        catch (Exception exception) when (SdkFailure.Is(exception))
        {
            return old with { Problem = $"SQS does not tell its counts: {SdkFailure.Reason(exception)}" };
        }
    }

    private QueueRow WithFunction(QueueRow row) =>
        options.Functions.TryGetValue(row.Arn, out MappedFunction? function) && options.Memory.Tallies.TryGetValue(row.Arn, out QueueTally? tally)
            ? row with
            {
                Sent = tally.Sent,
                Done = tally.Done,
                Failed = tally.Failed,
                DeadLettered = tally.DeadLettered,
                Mapping = MappingRow.Of(function),
            }
            : row;

    private static QueueRow RowOf(QueueElsewhere queue) =>
        new(queue.Arn, queue.Name, queue.Region, queue.DeadLetterTargetArn, null, null, null, null, null, null, null, null, null) { IsElsewhere = true };

    // What SQS said last, and when.
    private sealed record Answer(QueueRow Row, long At);
}
