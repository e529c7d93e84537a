using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>
/// The invocations of one function, and which lines of its log belong to which. A line that names a message belongs to that message; one that names
/// the request id of an invocation, or is written while only one runs, to that invocation. The indented lines after a line belong where it does.
/// Not safe for concurrent use: one thread at a time tells it what happened.
/// </summary>
internal sealed class FunctionInvocations(MessageMemory memory, string queueArn)
{
    /// <summary>The most invocations that have ended and still get lines: a process may write them late.</summary>
    public const int MaxEnded = 100;

    /// <summary>The most lines that are kept until the request id that they may name is known.</summary>
    public const int MaxLooseLines = 100;

    private const int MaxIdsInLine = 20;
    private const int IdLength = 36;
    private const int IdBeforeHyphen = 8;
    private const string Indent = "    ";

    private readonly List<(IReadOnlyList<PolledMessage> Messages, DeliveredBatch Batch)> _running = [];
    private readonly Dictionary<string, DeliveredBatch> _byRequest = new(StringComparer.Ordinal);
    private readonly Queue<string> _requests = new();
    private readonly Queue<string> _loose = new();
    private int _batches;
    private (string? MessageId, DeliveredBatch? Batch) _last;

    /// <summary>An invocation begins.</summary>
    public void Begun(IReadOnlyList<PolledMessage> messages)
    {
        DeliveredBatch batch = BatchOf(messages);
        _running.Add((messages, batch));
        memory.ChangeShared(batch, static begun => begun.IsRunning = true);
    }

    /// <summary>An invocation has ended.</summary>
    public void Ended(IReadOnlyList<PolledMessage> messages, string? requestId)
    {
        int index = _running.FindIndex(running => ReferenceEquals(running.Messages, messages));
        if (index < 0)
        {
            return;
        }

        DeliveredBatch batch = _running[index].Batch;
        _running.RemoveAt(index);
        memory.ChangeShared((batch, IsRunning: _running.Exists(running => running.Batch == batch)), static ended => ended.batch.IsRunning = ended.IsRunning);
        if (requestId is null)
        {
            return;
        }

        _byRequest[requestId] = batch;
        _requests.Enqueue(requestId);
        if (_requests.Count > MaxEnded)
        {
            _byRequest.Remove(_requests.Dequeue());
        }

        string[] lines = [.. _loose.Where(line => line.Contains(requestId, StringComparison.Ordinal))];
        memory.ChangeShared((batch, requestId, lines), static added =>
        {
            added.batch.AddRequest(added.requestId);
            foreach (string line in added.lines)
            {
                added.batch.Log.Add(line);
            }
        });
    }

    /// <summary>The batch of messages that were invoked together. If it is new, it is given to them.</summary>
    public DeliveredBatch BatchOf(IReadOnlyList<PolledMessage> messages)
    {
        PolledMessage first = messages[0];
        if (memory.Read(queueArn, first.MessageId, message => message.DeliveryOf(first.ReceiveCount)?.Batch) is { } known)
        {
            return known;
        }

        var batch = new DeliveredBatch(++_batches, [.. messages.Select(static message => message.MessageId)]);
        foreach (PolledMessage polled in messages)
        {
            memory.Change(queueArn, polled.MessageId, (polled.ReceiveCount, batch), static (message, given) =>
                message.DeliveryOf(given.ReceiveCount) is { } delivery ? delivery.Batch = given.batch : null);
        }

        return batch;
    }

    /// <summary>The function has written a line to its log.</summary>
    public void Logged(string line)
    {
        if (!line.StartsWith(Indent, StringComparison.Ordinal))
        {
            _last = default;
            bool namesAny = FindIn(line);
            if (_last == default && _running is [var only])
            {
                _last.Batch = only.Batch;
            }
            else if (_last == default && namesAny)
            {
                _loose.Enqueue(line);
                if (_loose.Count > MaxLooseLines)
                {
                    _loose.Dequeue();
                }
            }
        }

        if (_last.MessageId is { } messageId)
        {
            AddTo(messageId, line);
        }
        else if (_last.Batch is { } batch)
        {
            AddTo(batch, line);
        }
    }

    // What the line names first: a message counts more than an invocation.
    private bool FindIn(string line)
    {
        int ids = 0;
        for (int hyphen = line.IndexOf('-'); hyphen >= 0 && ids < MaxIdsInLine; hyphen = line.IndexOf('-', hyphen + 1))
        {
            int start = hyphen - IdBeforeHyphen;
            if (start < 0 || start + IdLength > line.Length || !Guid.TryParseExact(line.AsSpan(start, IdLength), "D", out _))
            {
                continue;
            }

            ids++;
            string id = line.Substring(start, IdLength);
            if (memory.Read(queueArn, id, static message => message.DeliveryOf(message.Receives) is not null))
            {
                _last = (id, null);
                break;
            }

            _last.Batch ??= _byRequest.GetValueOrDefault(id);
        }

        return ids > 0;
    }

    private void AddTo(string messageId, string line) => memory.Change(queueArn, messageId, line, static (message, added) =>
    {
        message.DeliveryOf(message.Receives)?.AddLine(added);
        return true;
    });

    private void AddTo(DeliveredBatch batch, string line)
    {
        memory.ChangeShared((batch, line), static added => added.batch.Log.Add(added.line));
        if (!_running.Exists(running => running.Batch == batch))
        {
            // Otherwise they change at its end.
            foreach (string messageId in batch.MessageIds)
            {
                memory.Change(queueArn, messageId, true, static (_, isChanged) => isChanged);
            }
        }
    }
}
