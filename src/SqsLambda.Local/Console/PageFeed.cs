using System.Globalization;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.WebConsole;

/// <summary>
/// Keeps one page up to date. It holds no more than the revision that the page has: a message that changes several times between two looks is
/// sent once.
/// </summary>
internal sealed class PageFeed(ConsoleOptions options, IConsoleQueues queues, QueueHistory history, EventStream stream)
{
    /// <summary>The most messages in an event.</summary>
    public const int MaxRows = 500;

    /// <summary>
    /// The most events with messages between two looks of a page that has once had all. Under more load than that the page falls behind, and the endpoint does
    /// not: a message that has changed again meanwhile is sent once.
    /// </summary>
    public const int MaxEventsBetweenLooks = 10;

    // A page that begins gets all at once.
    private const int MaxFirstEvents = MessageMemory.MaxMessages / MaxRows;

    private readonly MessageMemory _memory = options.Memory;
    private long _pointsSent;
    private long _queuesSentAt;
    private bool _hasHadAll;

    /// <summary>Sends what the page does not have, and then what changes.</summary>
    /// <param name="lastEventId">The id of the last event that the page got over an earlier connection, if there was one.</param>
    /// <param name="cancellationToken">The page has gone, or the endpoint stops.</param>
    /// <exception cref="TimeoutException">The page reads too slowly.</exception>
    public async Task RunAsync(string? lastEventId, CancellationToken cancellationToken)
    {
        long revision = RevisionIn(lastEventId);
        if (revision == 0)
        {
            await StartAsync(cancellationToken);
        }

        while (true)
        {
            await SendQueuesAsync(cancellationToken);
            revision = await SendChangesAsync(revision, cancellationToken);
            await Task.Delay(options.TimeBetweenLooks, options.TimeProvider, cancellationToken);
        }
    }

    private async Task<long> SendChangesAsync(long revision, CancellationToken cancellationToken)
    {
        bool isAll = false;
        int max = _hasHadAll ? MaxEventsBetweenLooks : MaxFirstEvents;
        for (int sent = 0; sent < max && !isAll; sent++)
        {
            // A page that begins is told that it has all, even if there is nothing.
            bool isFirst = revision == 0;
            if (_memory.ChangesSince(revision, MaxRows, MessageRow.Of) is not { } changes)
            {
                await StartAsync(cancellationToken);
                revision = 0;
                continue;
            }

            (revision, isAll) = (changes.Revision, changes.IsAll);
            if (isFirst || changes.Rows.Count + changes.Forgotten.Count > 0)
            {
                await stream.SendAsync(
                    "messages", new(changes.Rows, changes.Forgotten, isAll), ConsoleJsonContext.Default.MessagesPart, IdOf(revision), cancellationToken);
            }

            // While a page loads many messages, its queues do not stand still.
            if (options.TimeProvider.GetElapsedTime(_queuesSentAt) >= options.TimeBetweenLooks)
            {
                await SendQueuesAsync(cancellationToken);
            }
        }

        _hasHadAll |= isAll;
        return revision;
    }

    private Task StartAsync(CancellationToken cancellationToken) =>
        stream.SendAsync("start", new(MessageMemory.MaxMessages), ConsoleJsonContext.Default.PageStart, null, cancellationToken);

    private async Task SendQueuesAsync(CancellationToken cancellationToken)
    {
        _queuesSentAt = options.TimeProvider.GetTimestamp();
        queues.Look();
        await SendHistoryAsync(cancellationToken);
        await SendNowAsync(cancellationToken);
    }

    private Task SendNowAsync(CancellationToken cancellationToken)
    {
        QueueRows known = queues.Read();
        return stream.SendAsync(
            "now",
            new(options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds(), known.Rows, known.NotShown > 0 ? known.NotShown : null),
            ConsoleJsonContext.Default.NowPart,
            null,
            cancellationToken);
    }

    private async Task SendHistoryAsync(CancellationToken cancellationToken)
    {
        bool isAll = _pointsSent == 0;
        (IReadOnlyList<HistoryPoint> points, _pointsSent) = history.After(_pointsSent);
        if (points.Count > 0)
        {
            await stream.SendAsync("history", new(points, isAll), ConsoleJsonContext.Default.HistoryPart, null, cancellationToken);
        }
    }

    private string IdOf(long revision) => string.Create(CultureInfo.InvariantCulture, $"{_memory.Name}-{revision}");

    // The id may come from an earlier run at the same address.
    private long RevisionIn(string? lastEventId) =>
        lastEventId?.Split('-') is [var name, var revision] && name == _memory.Name
            && long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out long known)
            ? known
            : 0;
}
