namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// Step 6: completes and releases the claims of one invocation by group commit. What is settled gathers while a write is under way, and
/// goes with the next one.
/// </summary>
internal sealed class Settlements(IIdempotencyStore store, string owner, Deadline deadline, TimeProvider timeProvider, BatchLog log) : IDisposable
{
    // How long what is settled waits for company.
    private static readonly TimeSpan MaxGatherTime = TimeSpan.FromMilliseconds(1);

    private readonly int _batchSize = Math.Max(1, store.BatchSize);
    private readonly Lock _lock = new();

    // Two lists take turns: what is added goes to the one that is not being written.
    private List<Entry> _gathered = [];
    private List<Entry> _spare = [];
    private long _gatheringSince;
    private bool _isWriting;
    private TaskCompletionSource? _idle;
    private List<Entry> _underWay = [];
    private IReadOnlyList<MessageContext> _givenUp = [];
    private Backoff? _backoff;
    private ITimer? _timer;
    private bool _isDue;
    private volatile bool _isAnswering;

    /// <summary>Gathers a settlement. It is written after the next <see cref="Commit"/>, or now if others have waited for long.</summary>
    public void Add(MessageContext context, SettlementKind kind)
    {
        bool isDue = false;
        lock (_lock)
        {
            _gathered.Add(new(context, kind));
            if (_gathered.Count == 1)
            {
                _gatheringSince = timeProvider.GetTimestamp();
            }
            else
            {
                isDue = timeProvider.GetElapsedTime(_gatheringSince) >= MaxGatherTime;
            }
        }

        if (isDue)
        {
            CommitNow();
        }
    }

    /// <summary>
    /// Sees to it that what has gathered will be written within a millisecond: called whenever a worker is about to wait. What ends
    /// until then costs no call of its own.
    /// </summary>
    public void Commit()
    {
        if (_isAnswering)
        {
            CommitNow();
            return;
        }

        lock (_lock)
        {
            if (!_isWriting)
            {
                CommitSoon();
            }
        }
    }

    /// <summary>Sees to it that what has gathered is being written.</summary>
    public void CommitNow()
    {
        lock (_lock)
        {
            _isDue = false;
            if (_isWriting || _gathered.Count == 0)
            {
                return;
            }

            _isWriting = true;
        }

        _ = WriteAsync();
    }

    /// <summary>Waits until all that was added is settled or cannot be, as long as the deadline allows.</summary>
    /// <returns>Whether nothing is left to settle.</returns>
    public async ValueTask<bool> FlushAsync()
    {
        _isAnswering = true;
        CommitNow();
        Task idle;
        lock (_lock)
        {
            idle = _isWriting ? (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }

        if (!idle.IsCompleted)
        {
            await deadline.WaitForSettlementsAsync(idle);
        }

        if (!idle.IsCompleted)
        {
            GiveUp();
        }

        return idle.IsCompleted;
    }

    public void Dispose() => _timer?.Dispose();

    private void CommitSoon()
    {
        if (_isDue || _gathered.Count == 0)
        {
            return;
        }

        _isDue = true;
        _timer ??= timeProvider.CreateTimer(
            static state => ((Settlements)state!).CommitNow(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(MaxGatherTime, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Writes for as long as there is time: no other write is worth more than a completion.</summary>
    private async Task WriteAsync()
    {
        for (List<Entry>? entries = Take(atLeast: 1); entries is not null; entries = Take(atLeast: _batchSize))
        {
            for (int attempt = 1; entries.Count > 0; attempt++)
            {
                string failure = await TrySettleAsync(entries);
                if (entries.Count > 0 && !await WaitForRetryAsync(attempt))
                {
                    Drop(entries, $"{failure} ({attempt} attempts)");
                }
            }

            _spare = entries;
        }
    }

    /// <summary>The answer cannot wait any longer: what is not known to be settled is logged now, and not once more when its write ends.</summary>
    private void GiveUp()
    {
        lock (_lock)
        {
            _givenUp = [.. _underWay.Concat(_gathered).Select(static entry => entry.Context)];
            log.NotSettled(_givenUp, "the store did not answer before the invocation had to");
        }
    }

    private void Drop(List<Entry> entries, string failure)
    {
        lock (_lock)
        {
            LogNotSettled(entries, failure);
            entries.Clear();
        }
    }

    private void LogNotSettled(List<Entry> entries, string reason) =>
        log.NotSettled([.. entries.Select(static entry => entry.Context).Except(_givenUp)], reason);

    /// <summary>Takes what the store writes at the cost of full calls. What would not fill a call waits for company, but for no handler.</summary>
    private List<Entry>? Take(int atLeast)
    {
        TaskCompletionSource? idle;
        lock (_lock)
        {
            if (_gathered.Count >= (_isAnswering ? 1 : atLeast))
            {
                List<Entry> taken = _gathered;
                _gathered = _spare;
                _underWay = taken;
                int rest = _isAnswering || taken.Count < _batchSize ? 0 : taken.Count % _batchSize;
                if (rest > 0)
                {
                    _gathered.AddRange(taken.GetRange(taken.Count - rest, rest));
                    _gatheringSince = timeProvider.GetTimestamp();
                    taken.RemoveRange(taken.Count - rest, rest);
                }

                return taken;
            }

            CommitSoon();
            _isWriting = false;
            idle = _idle;
            _idle = null;
        }

        idle?.SetResult();
        return null;
    }

    /// <summary>Leaves in the list what the store could not settle, and returns why.</summary>
    private async ValueTask<string> TrySettleAsync(List<Entry> entries)
    {
        try
        {
            // A handler that ends after the answer settles without a limit: nobody waits for it.
            using TimedToken? limit = deadline.UntilAnswer > TimeSpan.Zero ? deadline.StartSettlement() : null;
            List<Settlement> settlements = entries.ConvertAll(static entry => new Settlement(entry.Context.Key, entry.Kind));
            IReadOnlyList<SettlementResult>? results = await store.SettleAsync(settlements, owner, limit?.Token ?? CancellationToken.None);
            return results?.Count == settlements.Count
                ? Keep(entries, results)
                : $"the store answered {settlements.Count} settlements with {results?.Count ?? 0} results";
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    /// <returns>Why the store could not settle what is left in the list.</returns>
    private string Keep(List<Entry> entries, IReadOnlyList<SettlementResult> results)
    {
        string? reason = null;
        lock (_lock)
        {
            int left = 0;
            for (int i = 0; i < results.Count; i++)
            {
                switch (results[i].Status)
                {
                    case SettlementStatus.LeaseLost:
                        log.LeaseLost(entries[i].Context, entries[i].Kind);
                        break;
                    case SettlementStatus.Refused:
                        LogNotSettled([entries[i]], results[i].Reason ?? "the store refused it");
                        break;
                    case SettlementStatus.Unavailable:
                        reason ??= results[i].Reason;
                        entries[left++] = entries[i];
                        break;
                }
            }

            entries.RemoveRange(left, entries.Count - left);
        }

        return reason ?? "the store was unavailable";
    }

    private async ValueTask<bool> WaitForRetryAsync(int attempt)
    {
        TimeSpan delay = (_backoff ??= new(owner)).After(attempt);
        if (delay >= deadline.UntilAnswer)
        {
            return false;
        }

        await Task.Delay(delay, timeProvider, CancellationToken.None);
        return true;
    }

    private readonly record struct Entry(MessageContext Context, SettlementKind Kind);
}
