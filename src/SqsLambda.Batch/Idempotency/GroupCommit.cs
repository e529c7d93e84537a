using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// Step 6: completes and releases the claims of one invocation, many with one call. A settlement waits 1 ms for other settlements, or until the
/// current call ends. It never waits for a handler. Settlements that failed are retried after a delay. The others do not wait for these retries,
/// unless the whole store is down.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="invocation">The invocation.</param>
/// <param name="expected">About how many settlements there will be.</param>
internal sealed class GroupCommit(IIdempotencyStore store, Invocation invocation, int expected)
{
    private const int MaxExpected = 1_000;

    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(10);

    private readonly int _batchSize = Math.Max(1, store.MaxSettlementsPerCall);
    private readonly SettlementCall _call = new(store, invocation);
    private readonly Lock _lock = new();
    private List<SettlementEntry> _waiting = new(Math.Min(expected, MaxExpected));
    private List<SettlementEntry> _failed = [];
    private List<SettlementEntry>? _underWay;
    private HashSet<MessageContext>? _logged;
    private Backoff? _backoff;
    private ITimer? _gatherTimer;
    private ITimer? _retryTimer;
    private TaskCompletionSource? _idle;
    private string? _said;
    private int _failures;
    private bool _isGathering;
    private bool _isDown;
    private bool _isAnswering;

    private bool IsIdle => _underWay is null && _waiting.Count == 0 && _failed.Count == 0;

    /// <summary>Adds a settlement. It is written soon. Safe for concurrent use, also after the invocation has answered.</summary>
    /// <param name="context">The message.</param>
    /// <param name="kind">How its claim ends.</param>
    /// <param name="enlisted">The work that is done together with a completion.</param>
    public void Add(MessageContext context, SettlementKind kind, EnlistedWork? enlisted = null)
    {
        lock (_lock)
        {
            _waiting.Add(new(context, kind, enlisted));
            if (!_isAnswering)
            {
                Gather();
                return;
            }
        }

        Write();
    }

    /// <summary>Writes all settlements at once, and waits for them as long as the deadline allows. It may be called again.</summary>
    public async ValueTask FlushAsync()
    {
        lock (_lock)
        {
            _isAnswering = true;
        }

        Retry();
        Task idle;
        lock (_lock)
        {
            idle = IsIdle ? Task.CompletedTask : (_idle ??= new()).Task;
        }

        if (!idle.IsCompleted)
        {
            await invocation.Deadline.WaitForSettlementsAsync(idle).ConfigureAwait(false);
            if (!idle.IsCompleted)
            {
                GiveUp();
            }
        }

        _gatherTimer?.Dispose();
    }

    private void Gather()
    {
        if (_isGathering || _underWay is not null || _isDown || _waiting.Count == 0)
        {
            return;
        }

        _isGathering = true;
        _gatherTimer ??= invocation.TimeProvider.CreateDetachedTimer(static commit => ((GroupCommit)commit!).Write(), this);
        _gatherTimer.Change(GatherTime, Timeout.InfiniteTimeSpan);
    }

    private void Retry()
    {
        lock (_lock)
        {
            _isDown = false;
            if (_failed.Count > 0)
            {
                invocation.Log.StoreRetried();
                _waiting.InsertRange(0, _failed);
                _failed = [];
            }
        }

        Write();
    }

    /// <summary>Starts a write, unless one is running. The store is always called in the execution context of the invocation.</summary>
    private void Write()
    {
        lock (_lock)
        {
            _isGathering = false;
            if (_underWay is not null || (_underWay = TakeWaiting(atLeast: 1)) is null)
            {
                return;
            }
        }

        if (invocation.Context is { } context)
        {
            ExecutionContext.Run(context, Start, this);
        }
        else
        {
            Start(this);
        }
    }

    private static void Start(object? commit) => _ = ((GroupCommit)commit!).WriteAsync();

    private async Task WriteAsync()
    {
        for (List<SettlementEntry>? entries = _underWay; entries is not null; entries = Next())
        {
            SettlementAnswer answer = await _call.MakeAsync(entries).ConfigureAwait(false);
            answer.Ended?.ForEach(Report);
            if (answer.Open is not null)
            {
                RetryLater(answer);
            }
        }
    }

    /// <summary>Takes the settlements that were added during the last call, if they fill a call.</summary>
    private List<SettlementEntry>? Next()
    {
        TaskCompletionSource? idle = null;
        List<SettlementEntry>? next;
        lock (_lock)
        {
            if (_failed.Count == 0)
            {
                _failures = 0;
            }

            next = _underWay = TakeWaiting(atLeast: _batchSize);
            Gather();
            if (IsIdle)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        idle?.SetResult();
        return next;
    }

    /// <summary>
    /// Takes settlements for the next write. While handlers run, it takes either fewer than one full call or whole full calls, and leaves the
    /// rest.
    /// </summary>
    private List<SettlementEntry>? TakeWaiting(int atLeast)
    {
        if (_isDown || _waiting.Count < (_isAnswering ? 1 : atLeast))
        {
            return null;
        }

        List<SettlementEntry> taken = _waiting;
        int rest = _isAnswering || taken.Count < _batchSize ? 0 : taken.Count % _batchSize;
        _waiting = rest == 0 ? [] : taken.GetRange(taken.Count - rest, rest);
        taken.RemoveRange(taken.Count - rest, rest);
        return taken;
    }

    private void Report((SettlementEntry Entry, SettlementResult Result) ended)
    {
        MessageContext context = ended.Entry.Context;
        if (ended.Result.Status == SettlementStatus.LeaseLost && !context.IsClaimDoubtful)
        {
            invocation.Log.LeaseLost(context, ended.Entry.Kind);
        }
        else if (ended.Result.Status == SettlementStatus.Refused && ended.Entry.Enlisted is null)
        {
            invocation.Log.NotSettled(NotLogged([ended.Entry]), ended.Result.Reason ?? "the store refused it");
        }

        ended.Entry.Enlisted?.OnResult(ended.Result);
    }

    private void RetryLater(SettlementAnswer answer)
    {
        List<SettlementEntry> lost = answer.Open!;
        string reason = answer.Reason;
        lock (_lock)
        {
            reason = answer.IsLate ? WithWhatWasSaid(reason) : _said = reason;
            List<SettlementEntry> again = lost.FindAll(static entry => entry.CanRetry);

            // If a retry is already scheduled, these settlements wait for it.
            bool isDue = _failed.Count > 0;
            TimeSpan delay = isDue || again.Count == 0 ? TimeSpan.Zero : NextDelay();
            if (isDue || delay >= MinDelay)
            {
                lost = lost.FindAll(static entry => !entry.CanRetry);
                _failed.AddRange(again.ConvertAll(static entry => entry with { HasFailed = true }));
                _isDown = answer.IsDown;
                if (!isDue)
                {
                    _retryTimer?.Dispose();
                    _retryTimer = invocation.TimeProvider.CreateDetachedTimer(static commit => ((GroupCommit)commit!).Retry(), this, delay);
                }
            }
        }

        invocation.Log.NotSettled(NotLogged(lost), reason);
        lost.ForEach(entry => entry.Enlisted?.OnResult(new(SettlementStatus.Unavailable, answer.Reason)));
    }

    // At most half of the time that is left, so that there is time for the retry.
    private TimeSpan NextDelay() => Deadline.Shorter((_backoff ??= new(invocation.Runtime)).After(++_failures), invocation.Deadline.UntilAnswer / 2);

    /// <summary>
    /// The invocation must answer now. Logs the settlements that are not finished, so that they are not logged again when their calls end.
    /// </summary>
    private void GiveUp()
    {
        SettlementEntry[] open;
        string reason;
        lock (_lock)
        {
            open = [.. _underWay ?? [], .. _failed, .. _waiting];
            reason = WithWhatWasSaid("the store did not answer before the invocation had to answer");
        }

        invocation.Log.NotSettled(NotLogged(open), reason);
    }

    // The last calls before the deadline have little time. What the store said to earlier ones explains more.
    private string WithWhatWasSaid(string reason) => _said is null ? reason : $"{reason}; before, it said: {_said}";

    // The outcome of a message with enlisted work follows its settlement, and is logged as such.
    private List<MessageContext> NotLogged(IEnumerable<SettlementEntry> entries)
    {
        lock (_lock)
        {
            _logged ??= [];
            return [.. entries
                .Where(entry => entry is { Enlisted: null, Context.IsClaimDoubtful: false } && _logged.Add(entry.Context))
                .Select(static entry => entry.Context)];
        }
    }
}
