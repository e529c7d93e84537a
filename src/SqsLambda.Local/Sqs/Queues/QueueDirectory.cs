using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>All queues of a region, by name and by ARN. Safe for concurrent use.</summary>
internal sealed class QueueDirectory(string region)
{
    private readonly string _arnPrefix = QueueName.ArnPrefixOf(region);
    private readonly ConcurrentDictionary<string, SqsQueue> _byName = new(StringComparer.Ordinal);

    /// <summary>All queues, sorted by name.</summary>
    public IReadOnlyList<SqsQueue> All => [.. _byName.Values.OrderBy(queue => queue.Name, StringComparer.Ordinal)];

    public SqsQueue? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The queue with that ARN. Queues of other regions and accounts are not here.</summary>
    public SqsQueue? FindByArn(string arn) => arn.StartsWith(_arnPrefix, StringComparison.Ordinal) ? Find(arn[_arnPrefix.Length..]) : null;

    /// <summary>The ARN of a queue of that name, whether there is one or not.</summary>
    public string ArnOf(string name) => _arnPrefix + name;

    /// <summary>The queues whose redrive policy names that queue, sorted by name.</summary>
    public IEnumerable<SqsQueue> SourcesOf(SqsQueue deadLetterQueue) =>
        All.Where(queue => queue.RedrivePolicy?.DeadLetterTargetArn == deadLetterQueue.Arn);

    /// <summary>Adds a queue. Its name must be new.</summary>
    public void Add(SqsQueue queue) => _byName[queue.Name] = queue;

    public bool TryRemove(string name, [NotNullWhen(true)] out SqsQueue? queue) => _byName.TryRemove(name, out queue);
}
