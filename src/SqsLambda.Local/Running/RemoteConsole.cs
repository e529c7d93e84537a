using Amazon.SQS;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Http;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Actions;
using SqsLambda.Local.WebConsole.Elsewhere;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.Running;

/// <summary>The console of a run on a queue elsewhere. It knows what the event source mapping sees of the messages, and the counts that SQS tells.</summary>
internal sealed class RemoteConsole : IAsyncDisposable
{
    private readonly MessageJournal _journal;
    private readonly ConsoleOptions _console;
    private readonly ConsolePages _pages;
    private readonly LoopbackServer _server;

    private RemoteConsole(MessageJournal journal, ConsoleOptions console, ConsolePages pages, LoopbackServer server) =>
        (_journal, _console, _pages, _server) = (journal, console, pages, server);

    public string Url => _server.Url;

    /// <exception cref="UsageException">The port is taken.</exception>
    public static async Task<RemoteConsole> OpenAsync(
        RunOptions options, IAmazonSQS client, IReadOnlyList<QueueElsewhere> queues, RunReport report, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var console = new ConsoleOptions(new MessageMemory()) { TimeProvider = timeProvider, Notify = report.Notify };
        var pages = new ConsolePages(
            console, new QueuesElsewhere(client, queues, console), new QueueActionsElsewhere(client, queues), options.AllowedHosts);
        var journal = new MessageJournal(console.Memory, timeProvider);
        try
        {
            LoopbackServer server = await ConsolePort.ListenAsync(
                options.Port,
                () => LoopbackServer.StartAsync(new EndpointOptions { Port = options.Port }, stopping => context => ServeAsync(pages, context, stopping), cancellationToken));
            journal.Follow(report, queues[0].Arn);
            return new(journal, console, pages, server);
        }
        catch
        {
            pages.Dispose();
            await journal.DisposeAsync();
            throw;
        }
    }

    public void Show(MappedFunction function) => _console.Functions[function.Queue.QueueArn] = function;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _pages.Dispose();
        await _journal.DisposeAsync();
    }

    private static Task ServeAsync(ConsolePages pages, HttpContext context, CancellationToken stopping)
    {
        if (pages.Serves(context.Request))
        {
            return pages.ServeAsync(context, stopping);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
