namespace SqsLambda.Local.Sqs.Messages;

/// <summary>Which visible message is delivered next. It is told of every change, and knows nothing of time.</summary>
internal interface IDeliveryOrder
{
    /// <summary>Whether <see cref="Take"/> would take a message.</summary>
    bool HasDeliverable { get; }

    /// <summary>A message, visible or delayed, entered the queue behind all others.</summary>
    void Enter(StoredMessage message);

    /// <summary>A message that was delayed or in flight became visible.</summary>
    void Appear(StoredMessage message);

    /// <summary>A message, in whatever state, left the queue.</summary>
    void Leave(StoredMessage message);

    /// <summary>Puts up to <paramref name="max"/> messages in flight and adds them to <paramref name="taken"/>, in order.</summary>
    void Take(int max, List<StoredMessage> taken);

    /// <summary>All messages left the queue.</summary>
    void Clear();
}
