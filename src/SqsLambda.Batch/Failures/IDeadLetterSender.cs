namespace SqsLambda.Batch.Failures;

/// <summary>Sends messages that can never succeed to a dead-letter queue.</summary>
/// <remarks>
/// The engine limits the time of each call. At the limit it cancels the token, and shortly afterwards it stops waiting for the call. An
/// implementation must not block its thread.
/// </remarks>
public interface IDeadLetterSender
{
    /// <summary>Sends messages with the reasons of their failures. Calls may be concurrent.</summary>
    /// <param name="letters">The messages: 1 or more.</param>
    /// <param name="cancellationToken">Cancels the call. Some messages may already have been sent.</param>
    /// <returns>One item for each message, in the same order: why the message was not sent, or <see langword="null"/> if it was sent.</returns>
    /// <exception cref="Exception">The call failed. The engine returns all its messages to the queue.</exception>
    ValueTask<IReadOnlyList<QueueFailure?>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken);
}
