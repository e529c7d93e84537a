using System.Collections.Concurrent;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Sqs;

/// <summary>The queues of one account in one region, by name. Safe for concurrent use.</summary>
internal sealed class SqsService : IDisposable
{
    private readonly QueueDirectory _queues;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _deletedAt = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates an account without queues.</summary>
    /// <param name="timeProvider">The clock of all queues.</param>
    /// <param name="region">The name of the region.</param>
    public SqsService(TimeProvider timeProvider, string region = RegionName.Default)
    {
        Region = region;
        _queues = new(region);
        _timeProvider = timeProvider;
        MoveTasks = new(_queues, timeProvider);
    }

    /// <summary>The region that the queues are in.</summary>
    public string Region { get; }

    /// <summary>The actions on message move tasks.</summary>
    public MessageMoveTasks MoveTasks { get; }

    /// <summary>All queues, sorted by name.</summary>
    public IReadOnlyList<SqsQueue> Queues => _queues.All;

    /// <summary>Called for each new queue before others can find it. It must return soon and not throw.</summary>
    public Action<SqsQueue>? Created { get; set; }

    /// <summary>Creates a queue, or returns the existing queue of that name if the given attributes have the same values there.</summary>
    /// <param name="name">1 to 80 letters, digits, hyphens and underscores; the suffix <c>.fifo</c> for a FIFO queue.</param>
    /// <param name="attributes">Attributes that differ from the defaults. A FIFO queue needs <c>FifoQueue</c>.</param>
    /// <param name="tags">The tags of a new queue; see <see cref="QueueTags.Add"/>. An existing queue keeps its own.</param>
    /// <exception cref="SqsException">The name, an attribute or a tag is refused, or there is another queue of that name.</exception>
    public SqsQueue CreateQueue(
        string? name, IReadOnlyDictionary<string, string>? attributes = null, IReadOnlyDictionary<string, string>? tags = null)
    {
        attributes ??= new Dictionary<string, string>();
        bool isFifo = bool.TryParse(attributes.GetValueOrDefault(QueueAttributeName.FifoQueue), out bool fifo) && fifo;
        QueueName.Validate(name, isFifo);
        lock (_lock)
        {
            if (_queues.Find(name!) is { } existing)
            {
                return existing.Attributes.FirstDifference(attributes) is { } difference
                    ? throw SqsException.QueueNameExists(difference)
                    : existing;
            }

            RefuseDeletedRecently(name!);
            var created = QueueAttributes.Create(isFifo, attributes);
            ValidateRedrive(ArnOf(name!), created);
            var queue = new SqsQueue(name!, ArnOf(name!), created, _queues.FindByArn, _timeProvider);
            if (tags is { Count: > 0 })
            {
                queue.Tags.Add(tags);
            }

            Created?.Invoke(queue);
            _queues.Add(queue);
            return queue;
        }
    }

    /// <summary>Changes attributes of a queue.</summary>
    /// <exception cref="SqsException">An attribute is refused.</exception>
    public void SetQueueAttributes(SqsQueue queue, IReadOnlyDictionary<string, string> attributes)
    {
        lock (_lock)
        {
            var changed = queue.Attributes.With(attributes);
            if (attributes.ContainsKey(QueueAttributeName.RedrivePolicy))
            {
                ValidateRedrive(queue.Arn, changed);
            }

            queue.SetAttributes(changed);
        }
    }

    /// <summary>Adds a permission to the policy of a queue.</summary>
    /// <inheritdoc cref="QueuePermissions.Add"/>
    public void AddPermission(SqsQueue queue, string? label, IReadOnlyList<string?>? accountIds, IReadOnlyList<string?>? actions)
    {
        lock (_lock)
        {
            SetPolicy(queue, QueuePermissions.Add(queue.Attributes.Policy, queue.Arn, label, accountIds, actions));
        }
    }

    /// <summary>Removes a permission from the policy of a queue.</summary>
    /// <inheritdoc cref="QueuePermissions.Remove"/>
    public void RemovePermission(SqsQueue queue, string? label)
    {
        lock (_lock)
        {
            SetPolicy(queue, QueuePermissions.Remove(queue.Attributes.Policy, label));
        }
    }

    /// <summary>Deletes a queue with its messages. Its name can be used again after 60 s.</summary>
    /// <exception cref="SqsException">There is no such queue.</exception>
    public void DeleteQueue(string name)
    {
        SqsQueue? queue;
        lock (_lock)
        {
            if (!_queues.TryRemove(name, out queue))
            {
                throw SqsException.QueueDoesNotExist();
            }

            _deletedAt[name] = _timeProvider.GetUtcNow();
        }

        queue.Dispose();
    }

    /// <summary>The queue of that name.</summary>
    /// <exception cref="SqsException">There is no such queue.</exception>
    public SqsQueue GetQueue(string name) => FindQueue(name) ?? throw SqsException.QueueDoesNotExist();

    /// <summary>The queue of that name, or null.</summary>
    public SqsQueue? FindQueue(string name) => _queues.Find(name);

    /// <inheritdoc cref="QueueDirectory.FindByArn"/>
    public SqsQueue? FindQueueByArn(string arn) => _queues.FindByArn(arn);

    /// <inheritdoc cref="QueueDirectory.ArnOf"/>
    public string ArnOf(string name) => _queues.ArnOf(name);

    /// <summary>Lists queues by name.</summary>
    /// <param name="prefix">The start of their names. Null: all queues.</param>
    /// <param name="maxResults">The maximum number: 1 to 1,000. Null: 1,000, and no token.</param>
    /// <param name="nextToken">The token of the page before, or null for the first page.</param>
    /// <inheritdoc cref="QueuePage.Of"/>
    public (IReadOnlyList<SqsQueue> Queues, string? NextToken) ListQueues(string? prefix = null, int? maxResults = null, string? nextToken = null) =>
        QueuePage.Of(Queues.Where(queue => queue.Name.StartsWith(prefix ?? "", StringComparison.Ordinal)), maxResults, nextToken);

    /// <summary>Lists the queues whose redrive policy names a queue, by name.</summary>
    /// <param name="deadLetterQueue">The dead-letter queue.</param>
    /// <param name="maxResults">The maximum number: 1 to 1,000. Null: 1,000, and no token.</param>
    /// <param name="nextToken">The token of the page before, or null for the first page.</param>
    /// <inheritdoc cref="QueuePage.Of"/>
    public (IReadOnlyList<SqsQueue> Queues, string? NextToken) ListDeadLetterSourceQueues(
        SqsQueue deadLetterQueue, int? maxResults = null, string? nextToken = null) =>
        QueuePage.Of(_queues.SourcesOf(deadLetterQueue), maxResults, nextToken);

    public void Dispose()
    {
        foreach (var queue in Queues)
        {
            queue.Dispose();
        }
    }

    private void RefuseDeletedRecently(string name)
    {
        var until = _timeProvider.GetUtcNow() - SqsLimits.PurgeInterval;
        foreach (var (deleted, at) in _deletedAt)
        {
            if (at <= until)
            {
                _deletedAt.TryRemove(deleted, out _);
            }
        }

        if (_deletedAt.ContainsKey(name))
        {
            throw SqsException.QueueDeletedRecently();
        }
    }

    private static void SetPolicy(SqsQueue queue, string policy) =>
        queue.SetAttributes(queue.Attributes.With(new Dictionary<string, string> { [QueueAttributeName.Policy] = policy }));

    private void ValidateRedrive(string arn, QueueAttributes attributes)
    {
        if (attributes.RedrivePolicy is not { } policy)
        {
            return;
        }

        // A queue may be its own dead-letter queue, and a new one is not in the directory yet.
        var target = policy.DeadLetterTargetArn == arn
            ? attributes
            : _queues.FindByArn(policy.DeadLetterTargetArn)?.Attributes ?? throw policy.Refused(WhyNoTarget(policy.DeadLetterTargetArn));
        if (target.IsFifo != attributes.IsFifo)
        {
            throw policy.Refused("Dead-letter queue must be same type of queue as the source.");
        }

        if (target.RedriveAllowPolicy?.Allows(arn) == false)
        {
            throw policy.Refused("The redrive allow policy of the dead-letter queue does not allow this source queue.");
        }
    }

    private string WhyNoTarget(string arn) => QueueName.RegionIn(arn) is { } region && region != Region
        ? "Dead-letter target must be in same region as the source."
        : "Dead letter target does not exist.";
}
