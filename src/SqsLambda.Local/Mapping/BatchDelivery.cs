using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Mapping;

/// <summary>
/// Invokes the function with a batch and deletes the messages that it processed. Failed messages become visible again when their visibility
/// timeout ends, as on AWS; it is never changed here.
/// </summary>
internal sealed class BatchDelivery(
    IEventSource source, BatchInvocation invoke, TimeProvider timeProvider, IEventSourceMappingObserver observer)
{
    // AWS does not publish these numbers.
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>Delivers a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="reportsItemFailures">Whether the function says which messages failed: <c>ReportBatchItemFailures</c>.</param>
    /// <param name="cancellationToken">Ends the retries of a throttled batch. A running invocation is awaited.</param>
    /// <returns>The result.</returns>
    public async Task<DeliveryResult> DeliverAsync(PolledBatch batch, bool reportsItemFailures, CancellationToken cancellationToken)
    {
        InvocationResult invocation = await InvokeAsync(batch, cancellationToken);
        if (invocation.IsThrottled && cancellationToken.IsCancellationRequested && timeProvider.GetUtcNow() < batch.VisibleAgain)
        {
            // The run has ended, and the function has not seen the batch: it stays in the queue, and nothing has failed.
            return new(HasReturned: true, BacksOff: false);
        }

        BatchVerdict result = ResultOf(invocation, batch, reportsItemFailures);
        if (result.Warning is { } warning)
        {
            observer.OnOddResponse(warning);
        }

        bool HasFailed(PolledMessage message) => result.FailedIds is not { } failed || failed.Contains(message.MessageId);

        PolledMessage[] returned = [.. batch.Messages.Where(HasFailed)];
        if (returned.Length > 0)
        {
            observer.OnReturned([.. returned.Select(message => message with { VisibleAgain = source.VisibleAgainAt(message) })], result.Reason);
        }

        if (returned.Length < batch.Messages.Count)
        {
            await DeleteAsync(returned.Length == 0 ? batch.Messages : [.. batch.Messages.Where(message => !HasFailed(message))]);
        }

        return new(returned.Length > 0, invocation.FunctionError is not null && !reportsItemFailures);
    }

    // A throttled batch is retried until its messages are visible again; then Lambda drops it. (Lambda Developer Guide,
    // "Handling errors for an SQS event source in Lambda".)
    private async Task<InvocationResult> InvokeAsync(PolledBatch batch, CancellationToken cancellationToken)
    {
        InvocationResult invocation = await invoke(batch);
        for (TimeSpan delay = FirstRetryDelay; invocation.IsThrottled; delay = delay * 2 < MaxRetryDelay ? delay * 2 : MaxRetryDelay)
        {
            observer.OnThrottled(batch.Messages, invocation.ThrottleCause);
            TimeSpan left = batch.VisibleAgain - timeProvider.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(delay < left ? delay : left, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (left <= delay || cancellationToken.IsCancellationRequested)
            {
                break;
            }

            batch = batch with { Attempt = batch.Attempt + 1 };
            invocation = await invoke(batch);
        }

        if (!invocation.IsThrottled)
        {
            observer.OnInvoked(batch.Messages);
        }

        return invocation;
    }

    private static BatchVerdict ResultOf(InvocationResult invocation, PolledBatch batch, bool reportsItemFailures) =>
        invocation.IsThrottled ? BatchVerdict.OfThrottle()
        : invocation.FunctionError is { } error ? BatchVerdict.OfFunctionError(error)
        : BatchVerdict.OfResponse(
            reportsItemFailures ? invocation.Payload : [],
            batch.Messages.Select(static message => message.MessageId).ToHashSet(StringComparer.Ordinal));

    private async Task DeleteAsync(IReadOnlyList<PolledMessage> messages)
    {
        var undeleted = await source.DeleteAllAsync(messages);
        foreach ((PolledMessage message, string reason) in undeleted)
        {
            observer.OnNotDeleted(message, reason);
        }

        observer.OnDeleted(undeleted.Count == 0 ? messages : [.. messages.Except(undeleted.Select(static failure => failure.Message))]);
    }
}

/// <summary>The result of the delivery of a batch.</summary>
/// <param name="HasReturned">Whether messages of it stay in the queue.</param>
/// <param name="BacksOff">
/// Whether the function failed and Lambda reduces concurrency. With <c>ReportBatchItemFailures</c> it does not. (Lambda Developer Guide, "Handling
/// errors for an SQS event source in Lambda".)
/// </param>
internal readonly record struct DeliveryResult(bool HasReturned, bool BacksOff);
