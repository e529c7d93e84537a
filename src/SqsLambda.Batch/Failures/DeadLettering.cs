using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Failures;

/// <summary>Sends messages that failed permanently to a dead-letter queue. A message that was sent is done.</summary>
internal sealed class DeadLettering(IDeadLetterSender sender, Invocation invocation)
{
    /// <summary>Sends every message of the batch that failed permanently and was not tried yet. It never throws. A message that was not sent is returned.</summary>
    public ValueTask SendAllAsync<TMessage>(MessageBatch<TMessage> batch)
    {
        List<int>? failed = null;
        foreach (MessageState<TMessage> state in batch.States)
        {
            if (state.Outcome is MessageOutcome.PermanentlyFailed { DeadLetterFailure: null })
            {
                (failed ??= []).Add(state.Index);
            }
        }

        return failed is null ? ValueTask.CompletedTask : SendAsync(batch, failed);
    }

    /// <summary>Sends messages that failed permanently. It never throws. A message that was not sent is returned.</summary>
    public async ValueTask SendAsync<TMessage>(MessageBatch<TMessage> batch, IReadOnlyList<int> indexes)
    {
        var sending = new Sending<TMessage>([.. indexes.Select(index => batch[index])], invocation);
        CallResult<IReadOnlyList<QueueFailure?>> call = await invocation.CallAsync(
            sender.SendAsync, sending.Letters, Deadline.ForCall(invocation.Deadline.UntilAnswer, indexes.Count)).ConfigureAwait(false);
        sending.Apply(QueueAnswer.Of(call, indexes.Count));
        call.Abandoned?.ContinueWith(
            static (late, sending) => ((Sending<TMessage>)sending!).ApplyLate(late.Result),
            sending,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>The messages of one call.</summary>
    private sealed class Sending<TMessage>
    {
        private readonly MessageState<TMessage>[] _states;
        private readonly MessageOutcome.PermanentlyFailed[] _failures;
        private readonly Invocation _invocation;

        public Sending(MessageState<TMessage>[] states, Invocation invocation)
        {
            _states = states;
            _invocation = invocation;
            _failures = Array.ConvertAll(states, static state => (MessageOutcome.PermanentlyFailed)state.Outcome!);
            Letters = [.. states.Select((state, i) => new DeadLetter(state.Context, state.Context.Body ?? "", _failures[i].Kind, _failures[i].Reason))];
        }

        public IReadOnlyList<DeadLetter> Letters { get; }

        public void Apply(IReadOnlyList<QueueFailure?> answers)
        {
            for (int i = 0; i < _states.Length; i++)
            {
                if (answers[i] is { } failure)
                {
                    _states[i].NotDeadLettered(_failures[i], failure);
                }
                else if (!_states[i].TryDeadLetter(_failures[i]))
                {
                    _invocation.Log.DeadLetteredLate(_states[i].Context);
                }
            }
        }

        /// <summary>Call this if the call ended after the time limit. Its messages were already returned to the queue.</summary>
        public void ApplyLate(IReadOnlyList<QueueFailure?> answers)
        {
            for (int i = 0; i < _states.Length && i < answers.Count; i++)
            {
                if (answers[i] is null)
                {
                    _invocation.Log.DeadLetteredLate(_states[i].Context);
                }
            }
        }
    }
}
