namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// Step 6: completes and releases the claims of one invocation by group commit. What is settled waits a millisecond for company, or for
/// the write that is under way, and never for a handler. What the store could not settle is written again after a while, and the others do
/// not wait for it, unless the store is down for all. A completion is written as long as there is time, as no other write is worth more;
/// a release is written once more and then left to its lease, as the answer would wait for what the lease's end does anyway. What was
/// claimed in doubt is settled in one attempt, and nothing is said of it: to run without protection was logged.
/// </summary>
internal sealed class Settlements(IIdempotencyStore store, string owner, Deadline deadline, TimeProvider timeProvider, BatchLog log) : IDisposable
{
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(10);

    private readonly int _batchSize = Math.Max(1, store.BatchSize);
    private readonly Lock _lock = new();
    private readonly List<Entry> _failed = [];

    // Two lists take turns: what is added goes to the one that is not being written.
    private List<Entry> _gathered = [];
    private List<Entry> _spare = [];
    private List<Entry> _underWay = [];
    private IReadOnlyList<MessageContext> _givenUp = [];
    private ITimer? _gatherTimer;
    private ITimer? _retryTimer;
    private Backoff? _backoff;
    private TaskCompletionSource? _idle;
    private int _failures;
    private bool _isGathering;
    private bool _isWriting;
    private bool _isDown;
    private bool _isAnswering;

    private bool IsIdle => !_isWriting && _gathered.Count == 0 && _failed.Count == 0;

    /// <summary>Adds a settlement, which will be written.</summary>
    public void Add(MessageContext context, SettlementKind kind)
    {
        lock (_lock)
        {
            _gathered.Add(new(context, kind));
            if (!_isAnswering)
            {
                Gather();
                return;
            }
        }

        Write();
    }

    /// <summary>Writes at once what was added, and waits until it is settled or cannot be, as long as the deadline allows.</summary>
    /// <returns>Whether nothing is left to settle.</returns>
    public async ValueTask<bool> FlushAsync()
    {
        lock (_lock)
        {
            _isAnswering = true;
        }

        Retry();
        Task idle;
        lock (_lock)
        {
            idle = IsIdle ? Task.CompletedTask : (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
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

    public void Dispose()
    {
        _gatherTimer?.Dispose();
        _retryTimer?.Dispose();
    }

    private void Gather()
    {
        if (_isGathering || _isWriting || _isDown || _gathered.Count == 0)
        {
            return;
        }

        _isGathering = true;
        _gatherTimer ??= timeProvider.CreateTimer(
            static state => ((Settlements)state!).Write(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _gatherTimer.Change(GatherTime, Timeout.InfiniteTimeSpan);
    }

    private void Retry()
    {
        lock (_lock)
        {
            _isDown = false;
            if (_failed.Count > 0)
            {
                log.StoreRetried();
            }

            _gathered.InsertRange(0, _failed);
            _failed.Clear();
        }

        Write();
    }

    private void Write()
    {
        lock (_lock)
        {
            _isGathering = false;
            if (_isWriting || _isDown || _gathered.Count == 0)
            {
                return;
            }

            _isWriting = true;
        }

        _ = WriteAsync();
    }

    private async Task WriteAsync()
    {
        for (List<Entry>? entries = Take(atLeast: 1); entries is not null; entries = Take(atLeast: _batchSize))
        {
            if (await TrySettleAsync(entries) is { } failure)
            {
                RetryLater(entries, failure);
            }
            else if (_failed.Count == 0)
            {
                _failures = 0;
            }

            _spare = entries;
        }
    }

    /// <summary>Takes what the store writes at the cost of full calls; what would not fill a call gathers on.</summary>
    private List<Entry>? Take(int atLeast)
    {
        TaskCompletionSource? idle = null;
        lock (_lock)
        {
            if (!_isDown && _gathered.Count >= (_isAnswering ? 1 : atLeast))
            {
                List<Entry> taken = _gathered;
                _gathered = _spare;
                _underWay = taken;
                int rest = _isAnswering || taken.Count < _batchSize ? 0 : taken.Count % _batchSize;
                if (rest > 0)
                {
                    _gathered.AddRange(taken.GetRange(taken.Count - rest, rest));
                    taken.RemoveRange(taken.Count - rest, rest);
                }

                return taken;
            }

            _isWriting = false;
            Gather();
            if (IsIdle)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        idle?.SetResult();
        return null;
    }

    /// <summary>Leaves in the list what may be settled later, and returns why it was not.</summary>
    private async ValueTask<Failure?> TrySettleAsync(List<Entry> entries)
    {
        try
        {
            // A handler that ends after the answer settles without a limit: nobody waits for it.
            using TimedToken? limit = TimeFor(entries) is { Ticks: > 0 } left ? deadline.StartCall(left) : null;
            List<Settlement> settlements = entries.ConvertAll(static entry => new Settlement(entry.Context.Key, entry.Kind));
            IReadOnlyList<SettlementResult>? results = await store.SettleAsync(settlements, owner, limit?.Token ?? CancellationToken.None);
            return results?.Count == settlements.Count
                ? Keep(entries, results)
                : new($"the store answered {settlements.Count} settlements with {results?.Count ?? 0} results", IsDown: true);
        }
        catch (Exception exception)
        {
            return new($"{exception.GetType().Name}: {exception.Message}", IsDown: true);
        }
    }

    /// <summary>Whatever is no completion of a claim that was granted is worth no more than the margin.</summary>
    private TimeSpan TimeFor(List<Entry> entries)
    {
        TimeSpan left = deadline.UntilAnswer;
        return left < deadline.Margin || entries.Exists(static entry => entry.IsWorthAllTime) ? left : deadline.Margin;
    }

    private Failure? Keep(List<Entry> entries, IReadOnlyList<SettlementResult> results)
    {
        string? reason = null;
        List<(Entry Entry, SettlementResult Result)>? ended = null;
        lock (_lock)
        {
            int left = 0;
            for (int i = 0; i < results.Count; i++)
            {
                switch (results[i].Status)
                {
                    case SettlementStatus.LeaseLost or SettlementStatus.Refused when entries[i].Context.IsClaimDoubtful:
                        break;
                    case SettlementStatus.LeaseLost:
                    case SettlementStatus.Refused when !_givenUp.Contains(entries[i].Context):
                        (ended ??= []).Add((entries[i], results[i]));
                        break;
                    case SettlementStatus.Unavailable:
                        reason ??= results[i].Reason ?? "the store was unavailable";
                        entries[left++] = entries[i];
                        break;
                }
            }

            entries.RemoveRange(left, entries.Count - left);
        }

        ended?.ForEach(Log);
        return reason is null ? null : new(reason, IsDown: false);
    }

    private void Log((Entry Entry, SettlementResult Result) ended)
    {
        if (ended.Result.Status == SettlementStatus.LeaseLost)
        {
            log.LeaseLost(ended.Entry.Context, ended.Entry.Kind);
        }
        else
        {
            log.NotSettled([ended.Entry.Context], ended.Result.Reason ?? "the store refused it");
        }
    }

    private void RetryLater(List<Entry> entries, Failure failure)
    {
        IReadOnlyList<MessageContext> lost;
        lock (_lock)
        {
            List<Entry> again = entries.FindAll(static entry => entry.IsWorthAnotherAttempt);

            // What joins a retry that is due waits for that one.
            bool isDue = _failed.Count > 0;
            TimeSpan delay = isDue || again.Count == 0 ? TimeSpan.Zero : NextDelay();
            if (isDue || delay >= MinDelay)
            {
                entries.RemoveAll(static entry => entry.IsWorthAnotherAttempt);
                _failed.AddRange(again.ConvertAll(static entry => entry with { HasFailed = true }));
                _isDown = failure.IsDown;
                if (!isDue)
                {
                    _retryTimer?.Dispose();
                    _retryTimer = timeProvider.CreateTimer(static state => ((Settlements)state!).Retry(), this, delay, Timeout.InfiniteTimeSpan);
                }
            }

            lost = NotGivenUp(entries);
            entries.Clear();
        }

        log.NotSettled(lost, failure.Reason);
    }

    // Never so long that there would be no time to use it.
    private TimeSpan NextDelay()
    {
        TimeSpan delay = (_backoff ??= new(owner)).After(++_failures);
        TimeSpan half = deadline.UntilAnswer / 2;
        return delay < half ? delay : half;
    }

    /// <summary>The answer cannot wait any longer: what is not known to be settled is logged now, and not once more when its write ends.</summary>
    private void GiveUp()
    {
        lock (_lock)
        {
            _givenUp = NotGivenUp(_underWay.Concat(_failed).Concat(_gathered));
        }

        log.NotSettled(_givenUp, "the store did not answer before the invocation had to");
    }

    private IReadOnlyList<MessageContext> NotGivenUp(IEnumerable<Entry> entries) =>
        [.. entries.Select(static entry => entry.Context).Where(static context => !context.IsClaimDoubtful).Except(_givenUp)];

    private readonly record struct Entry(MessageContext Context, SettlementKind Kind, bool HasFailed = false)
    {
        public bool IsWorthAllTime => Kind == SettlementKind.Complete && !Context.IsClaimDoubtful;

        public bool IsWorthAnotherAttempt => IsWorthAllTime || !(HasFailed || Context.IsClaimDoubtful);
    }

    private sealed record Failure(string Reason, bool IsDown);
}
