using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.WebConsole.Actions;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.WebConsole;

/// <summary>The queues of this process, in all regions.</summary>
internal sealed class LocalQueues(SqsRegions regions, ConsoleOptions options) : IConsoleQueues
{
    /// <summary>The most queues that pages are told of. The first ones by region and name are.</summary>
    public const int MaxQueues = 200;

    public IReadOnlyList<QueueRow> Read()
    {
        List<QueueRow> rows = [];
        foreach (SqsService service in regions.All)
        {
            foreach (SqsQueue queue in service.Queues.Take(MaxQueues - rows.Count))
            {
                rows.Add(RowOf(queue, service.Region));
            }
        }

        return rows;
    }

    private QueueRow RowOf(SqsQueue queue, string region)
    {
        QueueTally? tally = options.Memory.Tallies.GetValueOrDefault(queue.Arn);
        MappedFunction? function = options.Functions.GetValueOrDefault(queue.Arn);
        QueueCounts counts = queue.CountsOrNone;
        return new(
            queue.Arn, queue.Name, region, queue.RedrivePolicy?.DeadLetterTargetArn, counts.Visible, counts.NotVisible, counts.Delayed, queue.OldestMs,
            tally?.Sent, tally?.Done, tally?.Failed, tally?.DeadLettered,
            function is null ? null : MappingRow.Of(function));
    }
}
