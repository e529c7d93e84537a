using System.Collections.Concurrent;
using System.Threading.Channels;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>
/// Takes down what happens to the messages of all queues and functions, for the memory. Whoever learns of something adds it to one channel; one
/// task takes it out, in the same order. The channel has no limit, because queues add to it under their locks and must not wait. Safe for
/// concurrent use.
/// </summary>
internal sealed class MessageJournal : IAsyncDisposable
{
    // While the task rests, adding to the channel wakes nobody.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    private readonly Channel<(MessageLives? Lives, object What)> _entries =
        Channel.CreateUnbounded<(MessageLives?, object)>(new() { SingleReader = true });

    private readonly ConcurrentDictionary<string, MessageLives> _lives = new(StringComparer.Ordinal);
    private readonly MessageMemory _memory;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _telling;

    public MessageJournal(MessageMemory memory, TimeProvider timeProvider)
    {
        _memory = memory;
        _timeProvider = timeProvider;
        _telling = Task.Run(TellAsync);
    }

    /// <summary>Remembers the messages of all queues, also of those that are created later.</summary>
    public void Watch(SqsRegions regions)
    {
        foreach (SqsQueue queue in regions.All.SelectMany(static service => service.Queues))
        {
            Watch(queue);
        }

        regions.QueueCreated = Watch;
    }

    /// <summary>Remembers the messages of a queue from now on.</summary>
    public void Watch(SqsQueue queue)
    {
        MessageLives lives = LivesOf(queue.Arn);
        lives.Observe();
        queue.Observers.Add(new QueueWatch(this, lives, _timeProvider));
    }

    /// <summary>Remembers what a function's event source mapping and log tell of the messages of its queue.</summary>
    public void Follow(RunReport report, string queueArn)
    {
        MessageLives lives = LivesOf(queueArn);
        lives.Count();
        report.Happened = happened => Add(lives, happened);
    }

    /// <summary>Adds a <see cref="MessageArrival"/>, a <see cref="QueueEvent"/> or a <see cref="StoryEvent"/>.</summary>
    public void Add(MessageLives lives, object happened) => _entries.Writer.TryWrite((lives, happened));

    /// <summary>Waits until the memory has all that happened before.</summary>
    public async Task FlushAsync()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _entries.Writer.TryWrite((null, told));
        await Task.WhenAny(told.Task, _telling);
    }

    /// <summary>Ends. What has not been taken down yet is dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private MessageLives LivesOf(string queueArn) => _lives.GetOrAdd(queueArn, static (arn, memory) => new(memory, arn), _memory);

    private async Task TellAsync()
    {
        try
        {
            while (await _entries.Reader.WaitToReadAsync(_end.Token))
            {
                while (_entries.Reader.TryRead(out var entry))
                {
                    Tell(entry.Lives, entry.What);
                }

                await Task.Delay(Rest, _end.Token);
            }
        }
        finally
        {
            // Nothing gathers in a channel that nobody reads.
            _entries.Writer.TryComplete();
        }
    }

    private static void Tell(MessageLives? lives, object what)
    {
        switch (what)
        {
            case MessageArrival arrival:
                lives!.Tell(arrival);
                break;
            case QueueEvent happened:
                lives!.Tell(happened);
                break;
            case StoryEvent happened:
                lives!.Tell(happened);
                break;
            case TaskCompletionSource told:
                told.TrySetResult();
                break;
        }
    }
}
