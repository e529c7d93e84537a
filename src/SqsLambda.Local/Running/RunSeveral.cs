using SqsLambda.Local.Hosting;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.WebConsole;

namespace SqsLambda.Local.Running;

/// <summary>A run of several functions, each with a queue and a process of its own, at one endpoint.</summary>
internal static class RunSeveral
{
    private static readonly TimeSpan TimeBetweenChecks = TimeSpan.FromMilliseconds(50);

    /// <exception cref="UsageException">The file or what it names cannot be used.</exception>
    public static async Task<int> StartAsync(
        string file, RunOptions options, TextWriter output, TextWriter error, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        IReadOnlyList<RunPlan> plans = FunctionsFile.Read(file, options, error);
        output = TextWriter.Synchronized(output);
        error = TextWriter.Synchronized(error);
        var regions = new SqsRegions(timeProvider, new FunctionEnvironment(Environment.GetEnvironmentVariable, options.Variables).Region);
        await using LocalSqs sqs = await LocalSqs.OpenAsync(options, regions, output.WriteLine, timeProvider, cancellationToken);
        List<FunctionRun> runs = [];
        try
        {
            foreach (RunPlan plan in plans)
            {
                runs.Add(await FunctionRun.OpenAsync(plan, sqs, output, error, timeProvider, cancellationToken));
            }

            if (options.Open)
            {
                ConsoleBrowser.Open(sqs.Endpoint.Url, output.WriteLine);
            }

            int rejected = await RunAsync(runs, options.UntilIdle, timeProvider, cancellationToken);
            foreach (FunctionRun run in runs)
            {
                await run.TellEndAsync();
            }

            return rejected > 0 ? ExitCode.Usage
                : runs.Exists(run => run.IsBroken || (options.UntilIdle && run.Summary.DeadLettered > 0)) ? ExitCode.Failure
                : ExitCode.Success;
        }
        finally
        {
            await Task.WhenAll(runs.Select(static run => run.DisposeAsync().AsTask()));
        }
    }

    private static async Task<int> RunAsync(
        List<FunctionRun> runs, bool untilIdle, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] mappings = [.. runs.Select(run => run.RunAsync(stop.Token))];
        Task running = Task.WhenAll(mappings);
        Task<int[]> sending = Task.WhenAll(runs.Select(run => Task.Run(() => run.SendAsync(stop.Token), CancellationToken.None)));
        Task first = await Task.WhenAny([EndAsync(), running, .. runs.Select(static run => run.Telling)]);
        await stop.CancelAsync();
        await running.WaitAsync(RunLoop.LastWait, timeProvider, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.IsCompleted)
        {
            await running;
        }
        else
        {
            foreach ((FunctionRun run, Task mapping) in runs.Zip(mappings))
            {
                if (!mapping.IsCompleted)
                {
                    run.TellAbandoned(RunLoop.LastWait);
                }
            }
        }

        await first.ConfigureAwait(cancellationToken.IsCancellationRequested ? ConfigureAwaitOptions.SuppressThrowing : ConfigureAwaitOptions.None);
        return (await sending).Sum();

        async Task EndAsync()
        {
            await sending;
            await (untilIdle ? WhenIdleAsync(runs, timeProvider, stop.Token) : Task.Delay(Timeout.Infinite, stop.Token));
        }
    }

    // A function may send to the queue of another: all must be found empty twice in a row.
    private static async Task WhenIdleAsync(List<FunctionRun> runs, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        for (int idle = 0; idle < 2;)
        {
            await Task.Delay(TimeBetweenChecks, timeProvider, cancellationToken);
            idle = runs.TrueForAll(static run => run.IsIdle) ? idle + 1 : 0;
        }
    }
}
