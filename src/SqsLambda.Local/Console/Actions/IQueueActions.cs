using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.WebConsole.Actions;

/// <summary>What the page does with queues and messages. Where SQS refuses, its error is the answer, or is thrown as an <see cref="SqsException"/>.</summary>
internal interface IQueueActions
{
    /// <summary>Sends a message.</summary>
    ValueTask<ActionAnswer> SendAsync(SendActionRequest request, CancellationToken cancellationToken);

    /// <summary>Sends each line of a file, as <c>--send</c> does.</summary>
    ValueTask<ActionAnswer> SendFileAsync(FileActionRequest request, CancellationToken cancellationToken);

    /// <summary>Starts to move the visible messages of a dead-letter queue back to where they came from: StartMessageMoveTask.</summary>
    ValueTask<ActionAnswer> RedriveAsync(QueueActionRequest request, CancellationToken cancellationToken);

    /// <summary>Moves one message of a dead-letter queue back to where it came from.</summary>
    ValueTask<ActionAnswer> RedriveOneAsync(MessageActionRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes a message in a queue or in its dead-letter queue.</summary>
    ValueTask<ActionAnswer> DeleteAsync(MessageActionRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes all messages of a queue.</summary>
    ValueTask<ActionAnswer> PurgeAsync(QueueActionRequest request, CancellationToken cancellationToken);
}
