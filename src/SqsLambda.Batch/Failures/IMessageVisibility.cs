namespace SqsLambda.Batch.Failures;

/// <summary>Says when messages that are returned become visible in their queue again.</summary>
public interface IMessageVisibility
{
    /// <summary>Hides messages for a while from now on. Calls of one batch may run side by side.</summary>
    /// <param name="changes">What to hide and for how long: 1 or more.</param>
    /// <param name="cancellationToken">Cancels waiting; some may be hidden by then.</param>
    /// <returns>For each change in its place, why it was not made; <see langword="null"/> where it was.</returns>
    /// <exception cref="Exception">None may have been made.</exception>
    ValueTask<IReadOnlyList<QueueFailure?>> ChangeAsync(IReadOnlyList<VisibilityChange> changes, CancellationToken cancellationToken);
}
