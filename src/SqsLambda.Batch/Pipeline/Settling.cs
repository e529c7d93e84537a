using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Pipeline;

/// <summary>Step 6: settles the claims, dead-letters the messages that failed permanently, and hides the messages that are returned.</summary>
internal sealed class Settling<TMessage>
{
    private readonly MessageBatch<TMessage> _batch;
    private readonly Lanes? _fifo;
    private readonly FailurePolicy _failures;
    private readonly Invocation _invocation;
    private readonly OutageBreaker _outages;
    private readonly GroupCommit? _commit;
    private readonly DeadLettering? _deadLetters;
    private volatile bool _hasEnlistedWork;

    public Settling(MessageBatch<TMessage> batch, Lanes? fifo, IIdempotencyStore? store, FailurePolicy failures, Invocation invocation)
    {
        _batch = batch;
        _fifo = fifo;
        _failures = failures;
        _invocation = invocation;
        _outages = new(failures.StopAfterConsecutiveOutages);
        CanDoWork = store is { CanDoWork: true };
        _commit = store is null ? null : new(store, invocation, batch.Count);
        _deadLetters = failures.DeadLetters is { } sender ? new(sender, invocation) : null;
    }

    /// <summary>Whether the store does enlisted work.</summary>
    public bool CanDoWork { get; }

    /// <summary>Whether a dependency of the handlers is down, so that no further message may start.</summary>
    public bool IsOutage => _outages.IsOpen;

    /// <summary>
    /// Whether a message group goes on after a permanent failure, because the failed message is dead-lettered before the next one starts.
    /// </summary>
    public bool DeadLettersInTurn => _fifo is not null && _deadLetters is not null;

    /// <summary>Records the outcome of a handler, to detect an outage.</summary>
    public void Record(MessageOutcome outcome) => _outages.Record(outcome);

    /// <summary>Settles the claim of a message. It is written together with others.</summary>
    public void Settle(MessageState<TMessage> state, SettlementKind kind) => _commit!.Add(state.Context, kind);

    /// <summary>Completes the claim of a message together with enlisted work.</summary>
    public void Complete(MessageState<TMessage> state, EnlistedWork work)
    {
        _hasEnlistedWork = true;
        _commit!.Add(state.Context, SettlementKind.Complete, work);
    }

    /// <summary>
    /// Waits until the outcome of each message with enlisted work is known, as long as there is time. Dead letters do not wait for it. It never throws.
    /// </summary>
    public ValueTask ConfirmAsync() => _hasEnlistedWork ? WriteAsync() : default;

    /// <summary>Sends a message of a FIFO queue that failed permanently to the dead-letter queue.</summary>
    public ValueTask DeadLetterAsync(MessageState<TMessage> state) => _deadLetters!.SendAsync(_batch, [state.Index]);

    /// <summary>Writes the settlements, dead letters and delays that are left, as long as there is time. It never throws.</summary>
    public async ValueTask SettleAsync()
    {
        await WriteAsync().ConfigureAwait(false);
        if (_failures.Visibility is { } visibility)
        {
            var longest = new LongestDelay(_invocation.TimeProvider.GetUtcNow(), _invocation.Deadline.Elapsed);
            var delays = new RetryDelays(_failures, _outages, longest, _invocation.Runtime);
            await new ReturnedMessages(visibility, delays, _invocation).HideAsync(_batch, _fifo).ConfigureAwait(false);
        }
    }

    private async ValueTask WriteAsync()
    {
        ValueTask committing = CommitAsync();
        if (_fifo is null && _deadLetters is not null)
        {
            await _deadLetters.SendAllAsync(_batch).ConfigureAwait(false);
        }

        await committing.ConfigureAwait(false);
    }

    private async ValueTask CommitAsync()
    {
        if (_commit is not null)
        {
            long since = _invocation.Tally.Now();
            await _commit.FlushAsync().ConfigureAwait(false);
            _invocation.Tally.StoreWaited(since);
        }
    }
}
