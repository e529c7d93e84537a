using SqsLambda.Local.Hosting;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Running;

/// <summary>
/// Says how long a batch may wait for a process: as long as its messages stay hidden for as long as the function may take, and for half of the visibility timeout
/// at least. Who received them while the function still has them would process them twice. A batch that has waited in vain is throttled, as in Lambda.
/// </summary>
internal static class TimelyStart
{
    // Of a batch that was gathered for so long that nothing is left of its time.
    private static readonly TimeSpan MinWait = TimeSpan.FromSeconds(1);

    /// <param name="function">The function.</param>
    /// <param name="timeout">Its timeout.</param>
    /// <param name="visibilityTimeout">How long the queue hides what it hands out.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Gives up what waits.</param>
    public static BatchInvocation Of(
        IRunningFunction function, TimeSpan timeout, TimeSpan visibilityTimeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        TimeSpan kept = timeout < visibilityTimeout / 2 ? timeout : visibilityTimeout / 2;
        return batch =>
        {
            DateTimeOffset latest = batch.VisibleAgain - kept;
            DateTimeOffset soon = timeProvider.GetUtcNow() + MinWait;
            return function.InvokeAsync(batch.Payload, batch.Attempt > 1 || latest > soon ? latest : soon, cancellationToken);
        };
    }
}
