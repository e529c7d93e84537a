namespace SqsLambda.Local.Sqs.Messages;

/// <summary>Decides which visible message is delivered next. The store reports every change; time plays no part here.</summary>
internal interface IDeliveryOrder
{
    /// <summary>Whether <see cref="Take"/> would return a message.</summary>
    bool HasDeliverable { get; }

    /// <summary>A new message, visible or delayed, was added to the queue.</summary>
    void Enter(StoredMessage message);

    /// <summary>A message that was delayed or in flight became visible.</summary>
    void Appear(StoredMessage message);

    /// <summary>A visible message went out of reach without being taken.</summary>
    void Withdraw(StoredMessage message);

    /// <summary>A message in any state was removed from the queue.</summary>
    void Leave(StoredMessage message);

    /// <summary>Puts up to <paramref name="max"/> messages in flight and adds them to <paramref name="taken"/> in order.</summary>
    void Take(int max, List<StoredMessage> taken);

    /// <summary>All messages were removed from the queue.</summary>
    void Clear();
}
