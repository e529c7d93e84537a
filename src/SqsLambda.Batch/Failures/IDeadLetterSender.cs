namespace SqsLambda.Batch.Failures;

/// <summary>Takes the messages that no retry can save.</summary>
public interface IDeadLetterSender
{
    /// <summary>Sends messages, each with why it failed. Calls of one batch may run side by side.</summary>
    /// <param name="letters">The messages: 1 or more.</param>
    /// <param name="cancellationToken">Cancels waiting; some may be sent by then.</param>
    /// <returns>For each message in its place, why it was not sent; <see langword="null"/> where it was.</returns>
    /// <exception cref="Exception">None may have been sent.</exception>
    ValueTask<IReadOnlyList<QueueFailure?>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken);
}
