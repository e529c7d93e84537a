using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>All queues, by name and by ARN. Safe for concurrent use.</summary>
internal sealed class QueueDirectory
{
    private readonly ConcurrentDictionary<string, SqsQueue> _byName = new(StringComparer.Ordinal);

    /// <summary>All queues, sorted by name.</summary>
    public IReadOnlyList<SqsQueue> All => [.. _byName.Values.OrderBy(queue => queue.Name, StringComparer.Ordinal)];

    public SqsQueue? Find(string name) => _byName.GetValueOrDefault(name);

    public SqsQueue? FindByArn(string arn) => QueueName.FromArn(arn) is { } name ? Find(name) : null;

    /// <summary>The queues whose redrive policy names that queue, sorted by name.</summary>
    public IEnumerable<SqsQueue> SourcesOf(SqsQueue deadLetterQueue) =>
        All.Where(queue => queue.RedrivePolicy?.DeadLetterTargetArn == deadLetterQueue.Arn);

    /// <summary>Adds a queue. Its name must be new.</summary>
    public void Add(SqsQueue queue) => _byName[queue.Name] = queue;

    public bool TryRemove(string name, [NotNullWhen(true)] out SqsQueue? queue) => _byName.TryRemove(name, out queue);
}
