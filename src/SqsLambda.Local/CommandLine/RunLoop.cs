using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;

namespace SqsLambda.Local.CommandLine;

/// <summary>Sends the messages while the event source mapping runs, until nothing is left or the user ends it.</summary>
internal static class RunLoop
{
    /// <summary>How long the user waits at most, after Ctrl-C, for the batches that are under way.</summary>
    public static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    /// <returns>How many messages were refused by SQS.</returns>
    public static async Task<int> RunAsync(
        EventSourceMapping mapping, IRunQueue queue, MessageLines lines, RunReport report, bool untilIdle, TextWriter error, TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task running = mapping.RunAsync(stop.Token);
        Task<int> sending = Task.Run(() => lines.SendAsync(queue, report, error, stop.Token), CancellationToken.None);
        Task first = await Task.WhenAny(EndAsync(sending, queue, untilIdle, stop.Token), running);
        await stop.CancelAsync();
        if (await HasEndedAsync(running, timeProvider, cancellationToken))
        {
            await running;
        }
        else
        {
            report.Write($"batches under way {LastWait.TotalSeconds:F0} s after the end of the run are abandoned");
        }

        await first.ConfigureAwait(cancellationToken.IsCancellationRequested ? ConfigureAwaitOptions.SuppressThrowing : ConfigureAwaitOptions.None);
        return await sending;
    }

    private static async Task EndAsync(Task<int> sending, IRunQueue queue, bool untilIdle, CancellationToken cancellationToken)
    {
        await sending;
        await (untilIdle ? queue.WhenEmptyAsync(cancellationToken) : Task.Delay(Timeout.Infinite, cancellationToken));
    }

    // Its own timeout bounds how long the function takes, unless it is the user who waits for it.
    private static async Task<bool> HasEndedAsync(Task running, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await running.WaitAsync(LastWait, timeProvider, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return running.IsCompleted;
    }
}
