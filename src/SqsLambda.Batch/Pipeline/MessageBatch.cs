using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Batch.Pipeline;

/// <summary>The records of one invocation.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
internal sealed class MessageBatch<TMessage>
{
    private static readonly SQSEvent.SQSMessage NoRecord = new();

    private readonly MessageState<TMessage>[] _states;

    public MessageBatch(List<SQSEvent.SQSMessage?> records, ILambdaLogger logger)
    {
        _states = new MessageState<TMessage>[records.Count];
        for (int i = 0; i < _states.Length; i++)
        {
            _states[i] = new(new MessageContext(records[i] ?? NoRecord, logger), i);
            IsFifo |= _states[i].Context.IsFifo;
        }
    }

    public int Count => _states.Length;

    /// <summary>Whether the records come from a FIFO queue.</summary>
    public bool IsFifo { get; }

    public ReadOnlySpan<MessageState<TMessage>> States => _states;

    public MessageState<TMessage> this[int index] => _states[index];

    /// <summary>Gives a record the outcome that follows from the first record with the same key.</summary>
    public void ShareLeadersOutcome(MessageState<TMessage> follower)
    {
        MessageState<TMessage> leader = _states[follower.Leader];
        MessageOutcome first = leader.Outcome ?? throw new InvalidOperationException("The leader of a record was not decided.");
        bool differs = leader.Payload != follower.Payload;
        follower.TryDecide(Outcomes.OfLaterMessage(
            first, bodyDiffers: differs && follower.Payload.IsOfBody, payloadDiffers: differs && !follower.Payload.IsOfBody));
    }

    /// <summary>Gives the outcome to every record that has none yet.</summary>
    public void DecideRest(MessageOutcome outcome)
    {
        foreach (MessageState<TMessage> state in _states)
        {
            state.TryDecide(outcome);
        }
    }
}
