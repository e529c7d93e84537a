namespace SqsLambda.Batch.Failures;

/// <summary>Changes when returned messages become visible in their queue again.</summary>
/// <remarks>
/// The engine limits the time of each call. At the limit it cancels the token, and shortly afterwards it stops waiting for the call. An
/// implementation must not block its thread.
/// </remarks>
public interface IMessageVisibility
{
    /// <summary>Hides messages for a time that starts now. Calls may be concurrent.</summary>
    /// <param name="changes">The messages to hide, and how long: 1 or more.</param>
    /// <param name="cancellationToken">Cancels the call. Some messages may already be hidden.</param>
    /// <returns>One item for each change, in the same order: why the change failed, or <see langword="null"/> if it succeeded.</returns>
    /// <exception cref="Exception">The call failed. Its messages come back when their visibility timeout ends.</exception>
    ValueTask<IReadOnlyList<QueueFailure?>> ChangeAsync(IReadOnlyList<VisibilityChange> changes, CancellationToken cancellationToken);
}
