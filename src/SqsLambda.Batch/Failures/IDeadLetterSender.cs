namespace SqsLambda.Batch.Failures;

/// <summary>Sends messages that can never succeed to a dead-letter queue.</summary>
/// <remarks>
/// The engine limits the time of each call: it cancels the token, and soon afterwards it goes on without the answer. An implementation must not
/// block its thread.
/// </remarks>
public interface IDeadLetterSender
{
    /// <summary>Sends messages, each with the reason of its failure. Calls of one batch may run at the same time.</summary>
    /// <param name="letters">The messages: 1 or more.</param>
    /// <param name="cancellationToken">Cancels waiting. Some may have been sent by then.</param>
    /// <returns>For each message in its place, why it was not sent; <see langword="null"/> where it was.</returns>
    /// <exception cref="Exception">None may have been sent.</exception>
    ValueTask<IReadOnlyList<QueueFailure?>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken);
}
