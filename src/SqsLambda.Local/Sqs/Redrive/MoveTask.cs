using System.Collections.Concurrent;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>
/// Moves the visible messages of a dead-letter queue to another queue, or each to the queue that it came from. The task ends when it has
/// moved as many messages as there were at the start, or when none is left.
/// </summary>
/// <remarks>
/// Amazon SQS API Reference, StartMessageMoveTask; SQS Developer Guide, "Learn how to configure a dead-letter queue redrive". A message stays
/// in its queue, out of reach, until the other queue has it. If the other queue does not exist, the message becomes visible again. At most one
/// queue is locked at a time.
/// </remarks>
internal sealed class MoveTask
{
    /// <summary>Why a task fails that does not know where a message came from.</summary>
    public const string UnknownSource = "CouldNotDetermineMessageSource";

    private const string TimedOut = "MessageMoveTaskTimedOut";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly SqsQueue _source;
    private readonly MoveTaskOptions _options;
    private readonly Func<string, SqsQueue?> _findByArn;
    private readonly TimeProvider _timeProvider;
    private readonly MoveTaskProgress _progress;
    private readonly DateTimeOffset _startedAt;
    private readonly ITimer _timer;
    private readonly ConcurrentDictionary<string, bool> _movedTo = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Creates a task. It does nothing before <see cref="Start"/>.</summary>
    /// <param name="source">The dead-letter queue.</param>
    /// <param name="options">The destination and the speed.</param>
    /// <param name="findByArn">Finds the queues to move to.</param>
    /// <param name="timeProvider">The clock.</param>
    public MoveTask(SqsQueue source, MoveTaskOptions options, Func<string, SqsQueue?> findByArn, TimeProvider timeProvider)
    {
        _source = source;
        _options = options;
        _findByArn = findByArn;
        _timeProvider = timeProvider;
        _progress = new(source.Counts.Visible);
        _startedAt = timeProvider.GetUtcNow();
        _timer = timeProvider.CreateTimer(
            task => ((MoveTask)task!).MoveForOneInterval(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Handle = new(Guid.NewGuid().ToString(), source.Arn);
    }

    public MoveTaskHandle Handle { get; }

    /// <inheritdoc cref="MoveTaskProgress.IsActive"/>
    public bool IsActive => _progress.IsActive;

    /// <summary>The names of the queues that messages have been moved to, in no order.</summary>
    public IEnumerable<string> MovedTo => _movedTo.Keys;

    /// <summary>Is completed when the task has ended, whether it moved all, failed or was cancelled.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts moving on another thread.</summary>
    public void Start() => _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);

    /// <inheritdoc cref="MoveTaskProgress.TryCancel"/>
    public bool TryCancel(out long moved) => _progress.TryCancel(out moved);

    /// <summary>The task as it is now.</summary>
    public ListMessageMoveTasksResultEntry Describe()
    {
        var (status, moved, toMove, failureReason) = _progress.Snapshot();
        return new()
        {
            TaskHandle = status == MoveTaskStatus.Running ? Handle.ToString() : null,
            Status = status,
            SourceArn = _source.Arn,
            DestinationArn = _options.DestinationArn,
            MaxNumberOfMessagesPerSecond = _options.MaxNumberOfMessagesPerSecond,
            ApproximateNumberOfMessagesMoved = moved,
            ApproximateNumberOfMessagesToMove = toMove,
            FailureReason = failureReason,
            StartedTimestamp = _startedAt.ToUnixTimeMilliseconds(),
        };
    }

    // Moves all messages that are allowed for one second at once, then waits for a full second. So no second ever has more of them, however
    // late the timer rings.
    private void MoveForOneInterval()
    {
        if (_timeProvider.GetUtcNow() - _startedAt >= SqsLimits.MoveTaskTime)
        {
            _progress.End(TimedOut);
        }

        for (int left = _options.MaxNumberOfMessagesPerSecond ?? int.MaxValue; left > 0 && _progress.Next(); left--)
        {
            MoveNext();
        }

        if (_progress.Pause())
        {
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Dispose();
            _ended.TrySetResult();
        }
    }

    private void MoveNext()
    {
        if (_source.BeginMove() is not { } message)
        {
            _progress.End(failureReason: null);
            return;
        }

        string? failureReason = Deliver(message.Message, out QueuedMessageId? moved);
        _source.EndMove(message, moved);
        if (failureReason is null)
        {
            _progress.CountMoved();
        }
        else
        {
            _progress.End(failureReason);
        }
    }

    /// <returns>Why the message cannot be delivered, or null if it was delivered.</returns>
    private string? Deliver(Message message, out QueuedMessageId? moved)
    {
        moved = null;
        if ((_options.DestinationArn ?? _options.Sources?.Of(message) ?? message.DeadLetterQueueSourceArn) is not { } destinationArn)
        {
            return UnknownSource;
        }

        SqsQueue? destination = _findByArn(destinationArn);
        moved = destination?.AcceptMoved(message, _source.Arn);
        if (moved is null)
        {
            return SqsException.QueueDoesNotExist().Code;
        }

        _movedTo.TryAdd(destination!.Name, true);
        return null;
    }
}

/// <summary>The parameters of a message move task, with the names of StartMessageMoveTask.</summary>
/// <param name="DestinationArn">The destination. Null: the queue that each message came from.</param>
/// <param name="MaxNumberOfMessagesPerSecond">1 to 500. Null: as fast as possible.</param>
internal sealed record MoveTaskOptions(string? DestinationArn, int? MaxNumberOfMessagesPerSecond)
{
    /// <summary>What is known of the sources of the messages besides what SQS knows. Null, as on AWS: nothing.</summary>
    public DeadLetterSources? Sources { get; init; }
}
