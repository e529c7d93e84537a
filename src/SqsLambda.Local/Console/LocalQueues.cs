using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.WebConsole.Actions;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.WebConsole;

/// <summary>The queues of this process, in all regions.</summary>
internal sealed class LocalQueues(SqsRegions regions, ConsoleOptions options) : IConsoleQueues
{
    /// <summary>The most queues that pages are told of: those of the functions and their dead-letter queues, and then the first ones by region and name.</summary>
    public const int MaxQueues = 200;

    public QueueRows Read()
    {
        (SqsQueue Queue, string Region)[] all = [.. regions.All.SelectMany(static service => service.Queues.Select(queue => (queue, service.Region)))];
        HashSet<string?> first = [.. all.Where(known => options.Functions.ContainsKey(known.Queue.Arn)).SelectMany(static known =>
            (string?[])[known.Queue.Arn, known.Queue.RedrivePolicy?.DeadLetterTargetArn])];
        return new(
            [.. all.OrderBy(known => !first.Contains(known.Queue.Arn)).Take(MaxQueues).Select(known => RowOf(known.Queue, known.Region))],
            Math.Max(0, all.Length - MaxQueues));
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
