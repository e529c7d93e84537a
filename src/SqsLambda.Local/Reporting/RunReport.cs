using System.Globalization;
using System.Threading.Channels;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Reporting;

/// <summary>
/// Tells the story of a run. Whoever learns of an event adds it to one channel, from any thread; one task takes events out, in their order, and
/// alone writes lines. The channel has no limit, because the queue adds events under its lock and must not wait.
/// </summary>
internal sealed class RunReport : IEventSourceMappingObserver, IAsyncDisposable
{
    private const int MaxEventsBetweenRefreshes = 1_000;

    private static readonly TimeSpan TimeBetweenRefreshes = TimeSpan.FromMilliseconds(200);

    private readonly Channel<StoryEvent> _events = Channel.CreateUnbounded<StoryEvent>(new() { SingleReader = true });
    private readonly IScreen _screen;
    private readonly TimeProvider _timeProvider;
    private readonly DateTimeOffset _started;
    private readonly Story _story;
    private readonly DoneRate _rate;
    private readonly Task _telling;
    private int _isOddResponseTold;

    /// <summary>Begins to tell.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="isTracing">Whether to tell of each receive and batch too, and not only of what came of it.</param>
    /// <param name="showsLog">Whether to show the function's log.</param>
    /// <param name="timeProvider">The clock.</param>
    public RunReport(IScreen screen, bool isTracing, bool showsLog, TimeProvider timeProvider)
    {
        _screen = screen;
        _timeProvider = timeProvider;
        _started = timeProvider.GetUtcNow();
        _story = new(_started, isTracing, showsLog, screen);
        _rate = new(_started);
        Log = new LineWriter(line => Add(now => new StoryEvent.Logged(now, line)));
        Error = new LineWriter(line => Note(line, Tone.Notice, isError: true));
        _telling = Task.Run(TellAsync);
    }

    /// <summary>Takes the function's log.</summary>
    public TextWriter Log { get; }

    /// <summary>Takes lines for standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>After how many receives a message goes to the dead-letter queue, as it is now; <see langword="null"/> where there is none.</summary>
    public Func<int?> MaxReceiveCount { private get; set; } = static () => null;

    /// <summary>What the queue holds now; <see langword="null"/> if that is not known.</summary>
    public Func<QueueCounts?> Counts { private get; set; } = static () => null;

    /// <summary>Which part of the messages has been sent, from 0 to 1; <see langword="null"/> if that is not known, or all are sent.</summary>
    public Func<double?> Progress { private get; set; } = static () => null;

    /// <summary>Is given each event as it happens, on the thread at hand. It must return at once and not throw.</summary>
    public Action<StoryEvent> Happened { private get; set; } = static _ => { };

    /// <summary>Completes when nothing can be told any more: the reader of the output has gone, or all has been told.</summary>
    public Task Telling => _telling;

    /// <summary>Whether lines could not be written: then the counts are not complete either.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The counts of all that was told: see <see cref="FlushAsync"/>.</summary>
    public RunSummary Summary => _story.Summary;

    /// <summary>How many lines of the function's log were not shown.</summary>
    public int HiddenLogLines => _story.HiddenLogLines;

    /// <summary>A message was sent. Told more than once of the same message, it counts once.</summary>
    public void OnSent(string messageId, string body, string? groupId = null) => Add(now => new StoryEvent.MessageSent(now, messageId, body, groupId));

    /// <summary>The function said what became of a message.</summary>
    public void OnResult(MessageResult result) => Add(now => new StoryEvent.ResultKnown(now, result));

    public void OnPolled(IReadOnlyList<PolledMessage> messages) => Add(now => new StoryEvent.MessagesReceived(now, messages, MaxReceiveCount()));

    public void OnPollFailed(string reason) => Add(now => new StoryEvent.PollFailed(now, reason));

    public void OnFilteredOut(IReadOnlyList<PolledMessage> messages) => Add(now => new StoryEvent.MessagesFilteredOut(now, [.. messages]));

    public void OnForgotten(IReadOnlyList<PolledMessage> messages) => Add(now => new StoryEvent.MessagesForgotten(now, messages));

    public void OnInvoked(IReadOnlyList<PolledMessage> batch) => Add(now => new StoryEvent.BatchInvoked(now, batch));

    /// <summary>An invocation of the function is about to begin.</summary>
    public void OnInvocationBegun(IReadOnlyList<PolledMessage> batch) => Add(now => new StoryEvent.InvocationBegun(now, batch));

    /// <summary>An invocation has ended, or was throttled.</summary>
    public void OnInvocationEnded(IReadOnlyList<PolledMessage> batch, string? requestId) =>
        Add(now => new StoryEvent.InvocationEnded(now, batch, requestId));

    /// <summary>A response is odd. The first one is told.</summary>
    public void OnOddResponse(string warning)
    {
        if (Interlocked.Exchange(ref _isOddResponseTold, 1) == 0)
        {
            Notify(warning);
        }
    }

    public void OnThrottled(IReadOnlyList<PolledMessage> batch, string? cause) => Add(now => new StoryEvent.BatchThrottled(now, batch, cause));

    public void OnDeleted(IReadOnlyList<PolledMessage> messages) => Add(now => new StoryEvent.MessagesDeleted(now, messages));

    public void OnReturned(IReadOnlyList<PolledMessage> messages, string? batchFailure) =>
        Add(now => new StoryEvent.MessagesReturned(now, messages, batchFailure, MaxReceiveCount()));

    public void OnNotDeleted(PolledMessage message, string reason) => Add(now => new StoryEvent.MessageNotDeleted(now, message, reason));

    /// <summary>
    /// The queue moved a message to its dead-letter queue. If the delivery that led to it is still under way, the move is told after the delivery.
    /// </summary>
    public void OnDeadLettered(string messageId, int receiveCount, string queueName) =>
        Add(now => new StoryEvent.MessageDeadLettered(now, messageId, receiveCount, queueName));

    /// <summary>
    /// Nothing is left in a queue that does not say which messages it moved to its dead-letter queue: those that were returned at their last
    /// receive.
    /// </summary>
    public void OnEmptied(string deadLetterQueue) => Add(now => new StoryEvent.QueueEmptied(now, deadLetterQueue));

    /// <summary>The run ends while messages are still under way.</summary>
    /// <param name="waited">How long the run has waited for them.</param>
    public void OnAbandoned(TimeSpan waited) => Add(now => new StoryEvent.DeliveriesAbandoned(now, waited));

    /// <summary>Writes lines of another kind.</summary>
    public void Write(string lines, Tone tone = Tone.Plain)
    {
        foreach (string line in lines.ReplaceLineEndings("\n").Split('\n'))
        {
            Note(line, tone, isError: false);
        }
    }

    /// <summary>Writes a line of its own about the function's process, with the time.</summary>
    public void Notify(string line) => Add(now => new StoryEvent.Noted(now, new(LineColumns.Head(now - _started), line, Tone.Notice)));

    /// <summary>Waits until all that happened before has been told.</summary>
    public async Task FlushAsync()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(now => new StoryEvent.Flushed(now, told));
        await Task.WhenAny(told.Task, _telling);
    }

    /// <summary>Writes the last lines of a run. What happens after that, such as the end of abandoned batches, is not told.</summary>
    /// <param name="farewell">What to say of the queue, if anything.</param>
    /// <param name="faults">Which faults were injected, if any.</param>
    /// <param name="counters">The counts of the event source mapping.</param>
    public async Task<RunSummary> EndAsync(string? farewell, string? faults, MappingCounters counters)
    {
        await FlushAsync();
        Write("");
        if (HiddenLogLines > 0)
        {
            Write(HiddenLogLines == 1
                ? "1 line of the function's log is not shown; --log shows it"
                : $"{HiddenLogLines} lines of the function's log are not shown; --log shows them", Tone.Quiet);
        }

        if (farewell is not null)
        {
            Write(farewell, Tone.Notice);
        }

        if (faults is not null)
        {
            Write(faults, Tone.Quiet);
        }

        RunSummary summary = Summary;
        Write($"event source mapping: {counters}", Tone.Quiet);
        Write(summary.ToString(), summary.DeadLettered + summary.Lost + summary.LastFailed > 0 ? Tone.Bad : Tone.Good);
        _events.Writer.TryComplete();
        return summary;
    }

    /// <summary>Tells the rest, and waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        await Error.DisposeAsync();
        _events.Writer.TryComplete();
        await _telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Note(string line, Tone tone, bool isError) => Add(now => new StoryEvent.Noted(now, new("", line, tone, isError)));

    private void Add(Func<DateTimeOffset, StoryEvent> happened)
    {
        StoryEvent told = happened(_timeProvider.GetUtcNow());
        _events.Writer.TryWrite(told);
        Happened(told);
    }

    private async Task TellAsync()
    {
        try
        {
            // A run that ends before it begins, by an error of usage, shows nothing.
            if (await _events.Reader.WaitToReadAsync())
            {
                await _screen.ShowAsync(TellAllAsync);
            }
        }
        catch (IOException)
        {
            // Nobody reads the output any more, or its disk is full.
            IsBroken = true;
        }
    }

    private async Task TellAllAsync()
    {
        Task<bool> waiting;
        do
        {
            for (int told = 0; told < MaxEventsBetweenRefreshes && _events.Reader.TryRead(out StoryEvent? happened); told++)
            {
                _story.Tell(happened);
            }

            _screen.Refresh(_screen.IsLive ? LiveLine() : "");
            waiting = _events.Reader.WaitToReadAsync().AsTask();
            if (_screen.IsLive)
            {
                await RefreshUntilAsync(waiting);
            }
        }
        while (await waiting);
    }

    private async Task RefreshUntilAsync(Task waiting)
    {
        while (!waiting.IsCompleted)
        {
            await waiting.WaitAsync(TimeBetweenRefreshes, _timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _screen.Refresh(LiveLine());
        }
    }

    private string LiveLine()
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        RunSummary summary = _story.Summary;
        var parts = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{(now - _started).TotalSeconds,8:F1}") };
        void Part(string name, long count)
        {
            if (count > 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {count:N0}"));
            }
        }

        if (Progress() is { } progress)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"sending {Math.Floor(progress * 100):F0} %"));
        }

        if (Counts() is { } counts)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"queue {counts.Visible + counts.Delayed:N0}"));
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"in flight {counts.NotVisible:N0}"));
        }

        Part("done", summary.AllDone);
        Part("failed", summary.Failed);
        Part("dead-lettered", summary.DeadLettered);
        parts.Add(string.Create(CultureInfo.InvariantCulture, $"{_rate.PerSecond(now, summary.AllDone):N0}/s"));
        return string.Join("  ", parts);
    }
}
