using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.WebConsole.Lives;

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
    public const long MaxBytes = 256L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, RememberedMessage> _messages = [];
    private readonly MessageList _byChange = new(static message => ref message.ByChange);
    private readonly MessageList _ended = new(static message => ref message.Ended);
    private readonly ForgottenMessages _forgotten = new(maxMessages);
    private readonly ConcurrentDictionary<string, QueueTally> _tallies = new(StringComparer.Ordinal);
    private long _lastNumber;
    private long _revision;

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
            return _messages.TryGetValue(new(queueArn, id), out RememberedMessage? message) ? Change(message, arguments, change) : default;
        }
    }

    /// <summary>Reads a message, under the lock: it must be quick.</summary>
    /// <returns>What was read; the default value if the message is not remembered.</returns>
    public TResult? Read<TResult>(string queueArn, string id, Func<RememberedMessage, TResult> read)
    {
        lock (_lock)
        {
            return _messages.TryGetValue(new(queueArn, id), out RememberedMessage? message) ? read(message) : default;
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
            ref RememberedMessage? message = ref CollectionsMarshal.GetValueRefOrAddDefault(_messages, new(queueArn, content.MessageId), out bool isKnown);
            if (isKnown)
            {
                return false;
            }

            message = new(++_lastNumber, queueArn, content);
            _byChange.AddLast(message);
            Change(message, (arguments, begin), static (added, given) =>
            {
                given.begin(added, given.arguments);
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
            if (revision > 0 && (revision < _forgotten.LostRevision || revision > _revision))
            {
                return null;
            }

            List<TRow> rows = [];
            RememberedMessage? next = FirstAfter(revision);
            long reached = revision;
            for (; next is not null && rows.Count < max; next = _byChange.After(next))
            {
                rows.Add(read(next));
                reached = next.Revision;
            }

            bool isAll = next is null;
            reached = isAll ? _revision : reached;
            return new(rows, revision == 0 ? [] : _forgotten.Between(revision, reached), reached, isAll);
        }
    }

    private TResult Change<TArguments, TResult>(RememberedMessage message, TArguments arguments, Func<RememberedMessage, TArguments, TResult> change)
    {
        TResult result = change(message, arguments);
        long bytes = message.Bytes;
        Bytes += bytes - message.CountedBytes;
        message.CountedBytes = bytes;
        message.Revision = ++_revision;
        _byChange.Remove(message);
        _byChange.AddLast(message);
        if (message.HasEnded != _ended.Contains(message))
        {
            if (message.HasEnded)
            {
                _ended.AddLast(message);
            }
            else
            {
                _ended.Remove(message);
            }
        }

        ForgetBeyondBounds();
        return result;
    }

    private void ForgetBeyondBounds()
    {
        while ((_messages.Count > maxMessages || Bytes > maxBytes) && _messages.Count > 1)
        {
            Forget(_ended.First ?? _byChange.First!);
        }
    }

    private void Forget(RememberedMessage message)
    {
        _messages.Remove(new(message.QueueArn, message.Id));
        _byChange.Remove(message);
        if (_ended.Contains(message))
        {
            _ended.Remove(message);
        }

        Bytes -= message.CountedBytes;
        _forgotten.Add(++_revision, message.Number);
    }

    // A page that follows has nearly all; one that begins has nothing.
    private RememberedMessage? FirstAfter(long revision)
    {
        if (_byChange.First is not { } first || first.Revision > revision)
        {
            return _byChange.First;
        }

        RememberedMessage last = _byChange.Last!;
        while (last.Revision > revision)
        {
            last = _byChange.Before(last)!;
        }

        return _byChange.After(last);
    }

    // Few messages of two queues have one id.
    private readonly record struct Key(string QueueArn, string Id)
    {
        public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);
    }
}

/// <summary>What has changed after a revision.</summary>
/// <param name="Rows">The messages that are new or changed, in the order of their last change.</param>
/// <param name="Forgotten">The numbers of messages that are no longer remembered.</param>
/// <param name="Revision">The revision to ask with next.</param>
/// <param name="IsAll">Whether there are no more changes now.</param>
internal sealed record MessageChanges<TRow>(IReadOnlyList<TRow> Rows, IReadOnlyList<long> Forgotten, long Revision, bool IsAll);
