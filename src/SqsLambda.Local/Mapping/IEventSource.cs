namespace SqsLambda.Local.Mapping;

/// <summary>A queue for Lambda's pollers: the three actions that the execution role of a function must allow.</summary>
internal interface IEventSource
{
    string QueueArn { get; }

    bool IsFifo { get; }

    /// <summary>The queue's current visibility timeout.</summary>
    TimeSpan VisibilityTimeout { get; }

    /// <summary>Whether the wait for messages can be cancelled without the loss of a message: each is then either received or still in the queue.</summary>
    bool LosesNothingWhenCancelled => false;

    /// <summary>Waits for messages: ReceiveMessage with all attributes.</summary>
    /// <param name="maxMessages">1 to 10.</param>
    /// <param name="waitTime">0 to 20 s.</param>
    /// <param name="visibilityTimeout">How long received messages are hidden; <see langword="null"/> for the queue's timeout.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<PolledMessage>> ReceiveAsync(
        int maxMessages, TimeSpan waitTime, TimeSpan? visibilityTimeout, CancellationToken cancellationToken);

    /// <summary>When a message becomes visible again, if known. The function may have changed it.</summary>
    DateTimeOffset VisibleAgainAt(PolledMessage message) => message.VisibleAgain;

    /// <summary>Deletes messages: DeleteMessageBatch. It does not throw.</summary>
    /// <param name="messages">1 to 10 messages.</param>
    /// <returns>The messages that could not be deleted, with the reason.</returns>
    Task<IReadOnlyList<UndeletedMessage>> DeleteAsync(IReadOnlyList<PolledMessage> messages);
}

/// <summary>A message that could not be deleted. It comes back.</summary>
internal readonly record struct UndeletedMessage(PolledMessage Message, string Reason);
