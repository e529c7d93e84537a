using System.Collections.Concurrent;
using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.WebConsole;

/// <summary>
/// What the console remembers of messages, bounded in number and in bytes. Beyond a bound, the message that ended first is forgotten; if none
/// has ended, the one that has not changed for the longest time. Each change has a number, its revision: a page asks for what changed after the
/// revision that it has, so that nothing is kept for a page. Safe for concurrent use.
/// </summary>
/// <param name="maxMessages">The most messages that are remembered.</param>
/// <param name="maxBytes">The most memory that they take, in bytes, roughly. One message is remembered in any case.</param>
internal sealed class MessageMemory(int maxMessages = MessageMemory.MaxMessages, long maxBytes = MessageMemory.MaxBytes)
{
    public const int MaxMessages = 100_000;
    public const long MaxBytes = 128L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string QueueArn, string Id), Entry> _messages = [];
    private readonly LinkedList<Entry> _byChange = new();
    private readonly LinkedList<Entry> _ended = new();
    private readonly LinkedList<(long Revision, long Number)> _forgotten = new();
    private readonly ConcurrentDictionary<string, QueueTally> _tallies = new(StringComparer.Ordinal);
    private long _lastNumber;
    private long _revision;
    private long _lostRevision;

    /// <summary>Tells this memory from that of another run at the same address.</summary>
    public string Name { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The tallies of the queues, by ARN.</summary>
    public IReadOnlyDictionary<string, QueueTally> Tallies => _tallies;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _messages.Count;
            }
        }
    }

    /// <summary>The memory that the messages take, in bytes, roughly.</summary>
    public long Bytes { get; private set; }

    /// <summary>The tally of a queue. There is one for each function's queue.</summary>
    public QueueTally TallyOf(string queueArn) => _tallies.GetOrAdd(queueArn, static _ => new());

    /// <summary>Changes a message that is remembered.</summary>
    /// <returns>What the change returns; the default value if the message is not remembered.</returns>
    public TResult? Change<TArguments, TResult>(
        string queueArn, string id, TArguments arguments, Func<RememberedMessage, TArguments, TResult> change)
    {
        lock (_lock)
        {
            return _messages.TryGetValue((queueArn, id), out Entry? entry) ? Change(entry, arguments, change) : default;
        }
    }

    /// <summary>Reads a message, under the lock: it must be quick.</summary>
    /// <returns>What was read; the default value if the message is not remembered.</returns>
    public TResult? Read<TResult>(string queueArn, string id, Func<RememberedMessage, TResult> read)
    {
        lock (_lock)
        {
            return _messages.TryGetValue((queueArn, id), out Entry? entry) ? read(entry.Message) : default;
        }
    }

    /// <summary>Changes what several messages share. It counts for the memory of each when that is changed next.</summary>
    public void ChangeShared<TArguments>(TArguments arguments, Action<TArguments> change)
    {
        lock (_lock)
        {
            change(arguments);
        }
    }

    /// <summary>Remembers a message, unless it is remembered.</summary>
    /// <returns>Whether it was not.</returns>
    public bool Add<TArguments>(string queueArn, Message content, TArguments arguments, Action<RememberedMessage, TArguments> begin)
    {
        lock (_lock)
        {
            if (_messages.ContainsKey((queueArn, content.MessageId)))
            {
                return false;
            }

            var entry = new Entry(new(++_lastNumber, queueArn, content));
            _messages.Add((queueArn, content.MessageId), entry);
            _byChange.AddLast(entry.ByChange);
            Change(entry, (arguments, begin), static (message, given) =>
            {
                given.begin(message, given.arguments);
                return true;
            });
            return true;
        }
    }

    /// <summary>What has changed since a revision.</summary>
    /// <param name="revision">The revision, or 0 for all.</param>
    /// <param name="max">The most messages to return.</param>
    /// <param name="read">Reads a message, under the lock: it must be quick.</param>
    /// <returns><see langword="null"/> if it is too long ago to tell what was forgotten since then: ask for all.</returns>
    public MessageChanges<TRow>? ChangesSince<TRow>(long revision, int max, Func<RememberedMessage, TRow> read)
    {
        lock (_lock)
        {
            if (revision > 0 && (revision < _lostRevision || revision > _revision))
            {
                return null;
            }

            List<TRow> rows = [];
            LinkedListNode<Entry>? next = FirstAfter(revision);
            long reached = revision;
            for (; next is not null && rows.Count < max; next = next.Next)
            {
                rows.Add(read(next.Value.Message));
                reached = next.Value.Revision;
            }

            bool isAll = next is null;
            reached = isAll ? _revision : reached;
            return new(rows, revision == 0 ? [] : ForgottenIn(revision, reached), reached, isAll);
        }
    }

    private TResult Change<TArguments, TResult>(Entry entry, TArguments arguments, Func<RememberedMessage, TArguments, TResult> change)
    {
        long bytes = entry.Bytes;
        TResult result = change(entry.Message, arguments);
        entry.Bytes = entry.Message.Bytes;
        entry.Revision = ++_revision;
        Bytes += entry.Bytes - bytes;
        _byChange.Remove(entry.ByChange);
        _byChange.AddLast(entry.ByChange);
        if (entry.Message.HasEnded != (entry.Ended.List is not null))
        {
            if (entry.Message.HasEnded)
            {
                _ended.AddLast(entry.Ended);
            }
            else
            {
                _ended.Remove(entry.Ended);
            }
        }

        ForgetBeyondBounds();
        return result;
    }

    private void ForgetBeyondBounds()
    {
        while ((_messages.Count > maxMessages || Bytes > maxBytes) && _messages.Count > 1)
        {
            Forget((_ended.First ?? _byChange.First!).Value);
        }
    }

    private void Forget(Entry entry)
    {
        RememberedMessage message = entry.Message;
        _messages.Remove((message.QueueArn, message.Id));
        _byChange.Remove(entry.ByChange);
        if (entry.Ended.List is not null)
        {
            _ended.Remove(entry.Ended);
        }

        Bytes -= entry.Bytes;
        _forgotten.AddLast((++_revision, message.Number));
        if (_forgotten.Count > maxMessages)
        {
            _lostRevision = _forgotten.First!.Value.Revision;
            _forgotten.RemoveFirst();
        }
    }

    // A page that follows has nearly all; one that begins has nothing.
    private LinkedListNode<Entry>? FirstAfter(long revision)
    {
        if (_byChange.First is not { } first || first.Value.Revision > revision)
        {
            return _byChange.First;
        }

        LinkedListNode<Entry> last = _byChange.Last!;
        while (last.Value.Revision > revision)
        {
            last = last.Previous!;
        }

        return last.Next;
    }

    private List<long> ForgottenIn(long after, long upTo)
    {
        List<long> numbers = [];
        for (var node = _forgotten.Last; node is not null && node.Value.Revision > after; node = node.Previous)
        {
            if (node.Value.Revision <= upTo)
            {
                numbers.Add(node.Value.Number);
            }
        }

        return numbers;
    }

    private sealed class Entry
    {
        public Entry(RememberedMessage message)
        {
            Message = message;
            ByChange = new(this);
            Ended = new(this);
        }

        public RememberedMessage Message { get; }

        public LinkedListNode<Entry> ByChange { get; }

        public LinkedListNode<Entry> Ended { get; }

        public long Revision { get; set; }

        public long Bytes { get; set; }
    }
}

/// <summary>What has changed after a revision.</summary>
/// <param name="Rows">The messages that are new or changed, in the order of their last change.</param>
/// <param name="Forgotten">The numbers of messages that are no longer remembered.</param>
/// <param name="Revision">The revision to ask with next.</param>
/// <param name="IsAll">Whether there are no more changes now.</param>
internal sealed record MessageChanges<TRow>(IReadOnlyList<TRow> Rows, IReadOnlyList<long> Forgotten, long Revision, bool IsAll);
