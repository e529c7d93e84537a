namespace SqsLambda.Batch.Failures;

/// <summary>Changes when returned messages become visible in their queue again.</summary>
/// <remarks>
/// The engine limits the time of each call: it cancels the token, and soon afterwards it goes on without the answer. An implementation must not
/// block its thread.
/// </remarks>
public interface IMessageVisibility
{
    /// <summary>Hides messages for a time from now on. Calls of one batch may run at the same time.</summary>
    /// <param name="changes">Which messages to hide, and how long: 1 or more.</param>
    /// <param name="cancellationToken">Cancels waiting. Some may have been hidden by then.</param>
    /// <returns>For each change in its place, why it was not made; <see langword="null"/> where it was.</returns>
    /// <exception cref="Exception">None may have been made.</exception>
    ValueTask<IReadOnlyList<QueueFailure?>> ChangeAsync(IReadOnlyList<VisibilityChange> changes, CancellationToken cancellationToken);
}
