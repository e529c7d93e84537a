namespace SqsLambda.Local.Mapping;

/// <summary>A queue as Lambda's pollers see it: the three actions that Lambda's execution role has to allow.</summary>
internal interface IEventSource
{
    string QueueArn { get; }

    bool IsFifo { get; }

    /// <summary>The queue's visibility timeout at this moment.</summary>
    TimeSpan VisibilityTimeout { get; }

    /// <summary>Waits for messages: ReceiveMessage with all attributes.</summary>
    /// <param name="maxMessages">1 to 10.</param>
    /// <param name="waitTime">0 to 20 s.</param>
    /// <param name="visibilityTimeout">How long what is received stays hidden; the queue's own timeout where <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<PolledMessage>> ReceiveAsync(
        int maxMessages, TimeSpan waitTime, TimeSpan? visibilityTimeout, CancellationToken cancellationToken);

    /// <summary>When a message becomes visible again, as far as is known; the function may have changed that.</summary>
    DateTimeOffset VisibleAgainAt(PolledMessage message) => message.VisibleAgain;

    /// <summary>Deletes messages: DeleteMessageBatch. It does not throw.</summary>
    /// <param name="messages">1 to 10 messages.</param>
    /// <returns>For each message that could not be deleted, why.</returns>
    Task<IReadOnlyList<UndeletedMessage>> DeleteAsync(IReadOnlyList<PolledMessage> messages);
}

/// <summary>A message that could not be deleted, and comes back.</summary>
internal readonly record struct UndeletedMessage(PolledMessage Message, string Reason);
