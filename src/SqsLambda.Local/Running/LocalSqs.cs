using System.Collections.Concurrent;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Actions;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.Running;

/// <summary>The queues of this process, their endpoint for other clients, and the console.</summary>
internal sealed class LocalSqs : IAsyncDisposable
{
    private readonly ConsolePages _pages;

    private LocalSqs(SqsRegions regions, SqsEndpoint endpoint, ConsoleOptions console, ConsolePages pages, MessageJournal journal)
    {
        (Regions, Endpoint, Functions, Journal) = (regions, endpoint, console.Functions, journal);
        _pages = pages;
    }

    public SqsRegions Regions { get; }

    public SqsEndpoint Endpoint { get; }

    /// <summary>Takes down what happens to the messages, for the console.</summary>
    public MessageJournal Journal { get; }

    /// <summary>The functions that the console shows and changes, by the ARN of their queue.</summary>
    public ConcurrentDictionary<string, MappedFunction> Functions { get; }

    /// <param name="options">The port, 0 for any, and the host names to serve.</param>
    /// <param name="regions">The queues. They are disposed of with this object, or if it cannot be opened.</param>
    /// <param name="notify">Is given a line for the user about a client.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="UsageException">The port is taken.</exception>
    public static async Task<LocalSqs> OpenAsync(
        RunOptions options, SqsRegions regions, Action<string> notify, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var console = new ConsoleOptions(new MessageMemory()) { TimeProvider = timeProvider, Notify = notify };
        var pages = new ConsolePages(console, new LocalQueues(regions, console), new LocalQueueActions(regions, timeProvider), options.AllowedHosts);
        var journal = new MessageJournal(console.Memory, timeProvider);
        journal.Watch(regions);
        try
        {
            SqsEndpoint endpoint = await ConsolePort.ListenAsync(
                options.Port,
                () => SqsEndpoint.StartAsync(
                    regions,
                    new EndpointOptions { Port = options.Port, AllowedHosts = options.AllowedHosts, Notify = notify, Pages = pages },
                    cancellationToken));
            return new(regions, endpoint, console, pages, journal);
        }
        catch
        {
            pages.Dispose();
            await journal.DisposeAsync();
            regions.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Endpoint.DisposeAsync();
        _pages.Dispose();
        await Journal.DisposeAsync();
        Regions.Dispose();
    }
}
