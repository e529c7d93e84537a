using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sending;

namespace SqsLambda.Local.Running;

/// <summary>Sends the messages while the event source mapping runs, until the queue is empty or the user ends the run.</summary>
internal static class RunLoop
{
    /// <summary>Upper limit of the wait for running batches after Ctrl-C.</summary>
    public static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    /// <returns>How many messages were refused by SQS.</returns>
    public static async Task<int> RunAsync(
        EventSourceMapping mapping, IRunQueue queue, MessageLines lines, RunReport report, bool untilIdle, TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        report.Counts = () => queue.Counts;
        report.Progress = () => lines.Progress;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task running = mapping.RunAsync(stop.Token);
        Task<int> sending = Task.Run(() => lines.SendAsync(queue, report, stop.Token), CancellationToken.None);
        Task first = await Task.WhenAny(EndAsync(sending, queue, report, untilIdle, stop.Token), running, report.Telling);
        await stop.CancelAsync();
        if (await HasEndedAsync(running, timeProvider, cancellationToken))
        {
            await running;
        }
        else
        {
            report.OnAbandoned(LastWait);
        }

        await first.ConfigureAwait(cancellationToken.IsCancellationRequested ? ConfigureAwaitOptions.SuppressThrowing : ConfigureAwaitOptions.None);
        return await sending;
    }

    private static async Task EndAsync(
        Task<int> sending, IRunQueue queue, RunReport report, bool untilIdle, CancellationToken cancellationToken)
    {
        await sending;
        if (!untilIdle)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        await queue.WhenEmptyAsync(cancellationToken);
        if (queue.SilentDeadLetterQueue is { } deadLetterQueue)
        {
            report.OnEmptied(deadLetterQueue);
        }
    }

    // The timeout of the function limits this wait. After Ctrl-C the user waits less.
    private static async Task<bool> HasEndedAsync(Task running, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await running.WaitAsync(LastWait, timeProvider, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return running.IsCompleted;
    }
}
