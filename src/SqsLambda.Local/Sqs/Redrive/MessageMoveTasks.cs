using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>The actions on message move tasks, which redrive the messages of dead-letter queues. Safe for concurrent use.</summary>
/// <remarks>
/// Amazon SQS API Reference, StartMessageMoveTask, ListMessageMoveTasks and CancelMessageMoveTask. AWS does not publish every error text: the
/// missing ones follow those of other parameters.
/// </remarks>
/// <param name="queues">The queues.</param>
/// <param name="timeProvider">The clock of all tasks.</param>
internal sealed class MessageMoveTasks(QueueDirectory queues, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();

    /// <summary>Starts to move the visible messages of a dead-letter queue.</summary>
    /// <param name="sourceArn">The dead-letter queue.</param>
    /// <param name="destinationArn">A queue of the same type. Null: each message goes back to the queue that it came from.</param>
    /// <param name="maxNumberOfMessagesPerSecond">1 to 500. Null: as fast as possible.</param>
    /// <returns>The task handle.</returns>
    /// <exception cref="SqsException">
    /// A queue does not exist, the source is not a dead-letter queue or has an active task, a parameter is out of range, or 100 tasks are active.
    /// </exception>
    public string Start(string sourceArn, string? destinationArn = null, int? maxNumberOfMessagesPerSecond = null)
    {
        if (maxNumberOfMessagesPerSecond is < 1 or > SqsLimits.MovedMessagesPerSecond)
        {
            throw SqsException.InvalidParameterValue(
                "MaxNumberOfMessagesPerSecond", maxNumberOfMessagesPerSecond,
                $"Must be between 1 and {SqsLimits.MovedMessagesPerSecond}, if provided.");
        }

        var source = FindSource(sourceArn);
        ThrowIfNoDeadLetterQueue(source);
        ValidateDestination(source, destinationArn);
        return Begin(source, new(destinationArn, maxNumberOfMessagesPerSecond)).Handle.ToString();
    }

    /// <summary>
    /// Starts to move the visible messages of a dead-letter queue back to where they came from, as fast as possible, also those of which only
    /// <see cref="DeadLetterSources"/> knows it.
    /// </summary>
    /// <param name="source">The dead-letter queue.</param>
    /// <exception cref="SqsException">The queue is not a dead-letter queue or has an active task, or 100 tasks are active.</exception>
    public MoveTask Redrive(SqsQueue source)
    {
        ThrowIfNoDeadLetterQueue(source);
        return Begin(source, new(DestinationArn: null, MaxNumberOfMessagesPerSecond: null) { Sources = SourcesOf(source) });
    }

    /// <summary>
    /// Moves one visible message of a dead-letter queue back to the queue that it came from, as <see cref="Redrive"/> would. SQS has no such action: a client receives
    /// the message, sends it to the other queue and deletes it.
    /// </summary>
    /// <param name="source">The dead-letter queue.</param>
    /// <param name="messageId">The message.</param>
    /// <returns>Where the message is now, or null if there is no visible message of that id in the dead-letter queue.</returns>
    /// <exception cref="SqsException">The queue that it came from is not known or does not exist. The message stays where it is.</exception>
    public QueuedMessageId? MoveOne(SqsQueue source, string messageId)
    {
        if (source.BeginMove(messageId) is not { } message)
        {
            return null;
        }

        var destination = SourcesOf(source).Of(message.Message) is { } arn ? queues.FindByArn(arn) : null;
        QueuedMessageId? moved = destination?.AcceptMoved(message.Message, source.Arn);
        source.EndMove(message, moved);
        return moved ?? throw SqsException.ResourceNotFound("The queue that the message came from is not known or does not exist.");
    }

    /// <summary>The newest tasks of a queue, the newest first.</summary>
    /// <param name="sourceArn">The queue that messages were moved from.</param>
    /// <param name="maxResults">The maximum number: 1 to 10. Null: 1.</param>
    /// <exception cref="SqsException">The queue does not exist, or the number is out of range.</exception>
    public IReadOnlyList<ListMessageMoveTasksResultEntry> List(string sourceArn, int? maxResults = null)
    {
        if (maxResults is < 1 or > SqsLimits.ListedMoveTasks)
        {
            throw SqsException.InvalidParameterValue("MaxResults", maxResults, $"Must be between 1 and {SqsLimits.ListedMoveTasks}, if provided.");
        }

        return [.. FindSource(sourceArn).MoveTasks.NewestFirst.Take(maxResults ?? 1).Select(task => task.Describe())];
    }

    /// <summary>Cancels a running task. Messages that were moved stay where they are.</summary>
    /// <param name="taskHandle">The handle from <see cref="Start"/>.</param>
    /// <returns>How many messages have been moved.</returns>
    /// <exception cref="SqsException">The handle is invalid, its queue does not exist, or the task is not running.</exception>
    public long Cancel(string taskHandle)
    {
        if (!MoveTaskHandle.TryParse(taskHandle, out var handle))
        {
            throw SqsException.InvalidParameterValue("Value for parameter TaskHandle is invalid.");
        }

        var task = FindSource(handle.SourceArn).MoveTasks.NewestFirst.FirstOrDefault(task => task.Handle == handle);
        return task is not null && task.TryCancel(out long moved) ? moved : throw SqsException.ResourceNotFound("Task does not exist.");
    }

    private MoveTask Begin(SqsQueue source, MoveTaskOptions options)
    {
        MoveTask task;
        lock (_lock)
        {
            if (source.MoveTasks.HasActive)
            {
                throw SqsException.InvalidParameterValue(
                    "There is already a task running. Only one active task is allowed for a source queue arn at a given time.");
            }

            if (queues.All.Count(queue => queue.MoveTasks.HasActive) >= SqsLimits.ActiveMoveTasks)
            {
                throw SqsException.RequestThrottled($"The maximum number of active message move tasks is reached: {SqsLimits.ActiveMoveTasks}.");
            }

            task = new(source, options, queues.FindByArn, timeProvider);
            source.MoveTasks.Add(task);
        }

        task.Start();
        return task;
    }

    private void ThrowIfNoDeadLetterQueue(SqsQueue queue)
    {
        if (!queues.SourcesOf(queue).Any())
        {
            throw SqsException.InvalidParameterValue("Source queue must be configured as a Dead Letter Queue.");
        }
    }

    private DeadLetterSources SourcesOf(SqsQueue deadLetters) => new(queues.SourcesOf(deadLetters).Select(static queue => queue.Arn));

    private SqsQueue FindSource(string arn) => queues.FindByArn(arn) ?? throw SqsException.ResourceOfParameterNotFound("SourceArn");

    private void ValidateDestination(SqsQueue source, string? arn)
    {
        if (arn is null)
        {
            return;
        }

        var destination = queues.FindByArn(arn) ?? throw SqsException.ResourceOfParameterNotFound("DestinationArn");
        if (destination == source)
        {
            throw SqsException.InvalidParameterValue("DestinationArn", arn, "Must be another queue than the source queue.");
        }

        if (destination.IsFifo != source.IsFifo)
        {
            throw SqsException.InvalidParameterValue("DestinationArn", arn, "Must be of the same type of queue as the source queue.");
        }
    }
}
