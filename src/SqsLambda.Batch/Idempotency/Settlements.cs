namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// Step 6: completes and releases the claims of one invocation by group commit. What is settled gathers while a write is under way, and
/// goes with the next one.
/// </summary>
internal sealed class Settlements(IIdempotencyStore store, string owner, Deadline deadline, TimeProvider timeProvider, BatchLog log) : IDisposable
{
    private const int MaxDoublings = 6;

    // Doubled up to 1.6 s, for as long as there is time: no other write is worth more than a completion.
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(25);

    // How long what is settled may gather while handlers run without ever waiting.
    private static readonly TimeSpan MaxGatherTime = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();

    // Two lists take turns: what is added goes to the one that is not being written.
    private List<Entry> _gathered = [];
    private List<Entry> _spare = [];
    private long _gatheringSince;
    private bool _isWriting;
    private TaskCompletionSource? _idle;
    private List<Entry> _underWay = [];
    private IReadOnlyList<MessageContext> _givenUp = [];
    private TimedToken? _answer;

    /// <summary>Gathers a settlement. It is written at the next <see cref="Commit"/>, or now if others have waited for long.</summary>
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
            Commit();
        }
    }

    /// <summary>Sees to it that what has gathered is being written: called whenever a worker is about to wait.</summary>
    public void Commit()
    {
        lock (_lock)
        {
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
        Commit();
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

    public void Dispose() => _answer?.Dispose();

    private async Task WriteAsync()
    {
        while (TakeGathered() is { } entries)
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
            log.NotSettled([.. entries.Select(static entry => entry.Context).Except(_givenUp)], failure);
            entries.Clear();
        }
    }

    private List<Entry>? TakeGathered()
    {
        TaskCompletionSource? idle;
        lock (_lock)
        {
            if (_gathered.Count > 0)
            {
                List<Entry> taken = _gathered;
                _gathered = _spare;
                _underWay = taken;
                return taken;
            }

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
            List<Settlement> settlements = entries.ConvertAll(static entry => new Settlement(entry.Context.Key, entry.Kind));
            IReadOnlyList<SettlementResult>? results = await store.SettleAsync(settlements, owner, AnswerToken());
            if (results?.Count != settlements.Count)
            {
                return $"the store answered {settlements.Count} settlements with {results?.Count ?? 0} results";
            }

            Keep(entries, results);
            return "the store was unavailable";
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    private void Keep(List<Entry> entries, IReadOnlyList<SettlementResult> results)
    {
        lock (_lock)
        {
            int left = 0;
            for (int i = 0; i < results.Count; i++)
            {
                switch (results[i])
                {
                    case SettlementResult.LeaseLost:
                        log.LeaseLost(entries[i].Context, entries[i].Kind);
                        break;
                    case SettlementResult.Unavailable:
                        entries[left++] = entries[i];
                        break;
                }
            }

            entries.RemoveRange(left, entries.Count - left);
        }
    }

    private async ValueTask<bool> WaitForRetryAsync(int attempt)
    {
        TimeSpan delay = FirstRetryDelay * (1 << Math.Min(attempt - 1, MaxDoublings));
        if (delay >= deadline.UntilAnswer)
        {
            return false;
        }

        await Task.Delay(delay, timeProvider, CancellationToken.None);
        return true;
    }

    /// <summary>A handler that ends after the answer settles without a limit: nobody waits for it.</summary>
    private CancellationToken AnswerToken()
    {
        if (_answer is null && deadline.UntilAnswer is { Ticks: > 0 } left)
        {
            _answer = new TimedToken(left, timeProvider, log);
        }

        return _answer is { Token.IsCancellationRequested: false } ? _answer.Token : CancellationToken.None;
    }

    private readonly record struct Entry(MessageContext Context, SettlementKind Kind);
}
