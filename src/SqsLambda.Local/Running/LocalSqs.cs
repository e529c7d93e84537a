using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Actions;

namespace SqsLambda.Local.Running;

/// <summary>The queues of this process, and their endpoint for other clients.</summary>
internal sealed class LocalSqs : IAsyncDisposable
{
    private LocalSqs(SqsRegions regions, SqsEndpoint endpoint, ConsoleOptions console, MessageJournal journal) =>
        (Regions, Endpoint, Functions, Journal) = (regions, endpoint, console.Functions, journal);

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
        int port = options.Port;
        var console = new ConsoleOptions(new MessageMemory());
        var journal = new MessageJournal(console.Memory, timeProvider);
        journal.Watch(regions);
        try
        {
            SqsEndpoint endpoint = await SqsEndpoint.StartAsync(
                regions,
                new EndpointOptions { Port = port, AllowedHosts = options.AllowedHosts, Notify = notify, Console = console },
                cancellationToken);
            return new(regions, endpoint, console, journal);
        }
        catch (EndpointUnavailableException exception)
        {
            await journal.DisposeAsync();
            regions.Dispose();
            string reason = exception.InnerException is { InnerException: AddressInUseException }
                ? "another program uses it, perhaps another run"
                : exception.Message.TrimEnd('.');
            throw new UsageException($"--port is {port}: {reason}. Choose another port, or --port 0 for any free one.");
        }
        catch
        {
            await journal.DisposeAsync();
            regions.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Endpoint.DisposeAsync();
        await Journal.DisposeAsync();
        Regions.Dispose();
    }
}
