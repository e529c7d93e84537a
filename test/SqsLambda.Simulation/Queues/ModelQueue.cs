using SqsLambda.Simulation.Invariants;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Queues;

/// <summary>
/// A standard or a FIFO queue with a dead-letter queue. A standard queue delivers in any order, sometimes to two receivers at once, and a message may
/// come back after it was deleted. A FIFO queue delivers the messages of a group in order, and none while one of them is in flight.
/// </summary>
internal sealed class ModelQueue
{
    private readonly World _world;
    private readonly Chance _chance;
    private readonly Dictionary<string, Delivery> _deliveries = [];

    public ModelQueue(World world)
    {
        _world = world;
        _chance = Chance.For(world.Choice.Seed, ChanceUse.Queue);
        Messages = MessageSource.Of(world.Choice, world.Settings);
    }

    public List<QueuedMessage> Messages { get; }

    /// <summary>All receives so far.</summary>
    public IEnumerable<Delivery> Deliveries => _deliveries.Values;

    /// <summary>When the next message becomes visible; <see langword="null"/> if no message is left.</summary>
    public TimeSpan? NextVisible
    {
        get
        {
            TimeSpan? next = null;
            foreach (QueuedMessage message in Messages)
            {
                if (message.IsInQueue && VisibleAt(message) is var time && !(time >= next))
                {
                    next = time;
                }
            }

            return next;
        }
    }

    public Delivery DeliveryOf(string receipt) => _deliveries[receipt];

    /// <summary>Receives up to a number of messages, and hides them for the visibility timeout.</summary>
    public List<Delivery> Receive(int max)
    {
        List<Delivery> received = [];
        foreach (QueuedMessage message in Visible())
        {
            if (received.Count == max)
            {
                break;
            }

            if (message.Receives >= _world.Settings.MaxReceives)
            {
                message.IsMoved = true;
                _world.Figures.Count(Figure.MovedByQueue);
                Tell($"moves {message} to the dead-letter queue after {message.Receives} receives");
                continue;
            }

            received.Add(Deliver(message));
            if (!_world.Settings.IsFifo && received.Count < max && message.Receives < _world.Settings.MaxReceives
                && _world.Faults.Happens(FaultKind.DoubleDelivery))
            {
                DeliverAgain(message, received);
            }
        }

        return received;
    }

    /// <summary>Deletes the message of a delivery.</summary>
    public void Delete(Delivery delivery)
    {
        QueuedMessage message = delivery.Message;
        if (message.IsDeleted)
        {
            return;
        }

        // After the visibility timeout, a FIFO queue refuses the receipt handle. A standard queue takes it.
        if (_world.Settings.IsFifo && !IsInFlight(delivery))
        {
            Tell($"does not delete {message}: the receipt handle has expired");
            return;
        }

        if (!message.HasComeBack && _world.Faults.Happens(FaultKind.DeleteLost))
        {
            message.HasComeBack = true;
            Tell($"does not delete {message}: the call is lost");
            return;
        }

        NothingLost.CheckDelete(_world, message);
        message.IsDeleted = true;
        Tell($"deletes {message}");
    }

    /// <summary>Changes the visibility timeout of a delivery.</summary>
    /// <returns>Whether the delivery still counts.</returns>
    public bool TryHide(string receipt, TimeSpan time)
    {
        Delivery delivery = DeliveryOf(receipt);
        QueuedMessage message = delivery.Message;
        if (!message.IsInQueue || !IsInFlight(delivery))
        {
            return false;
        }

        message.VisibleAt = _world.Now + time;
        Tell($"hides {message} for {time.TotalSeconds} s");
        return true;
    }

    public void DeadLetter(QueuedMessage message)
    {
        DeadLetters.Check(_world, message);
        message.IsDeadLettered = true;
        Tell($"gets {message} in the dead-letter queue");
    }

    private bool IsInFlight(Delivery delivery) =>
        delivery.ReceiveCount == delivery.Message.Receives && delivery.Message.VisibleAt > _world.Now;

    /// <summary>The messages that a receive can return, in the order in which it takes them.</summary>
    private List<QueuedMessage> Visible()
    {
        List<QueuedMessage> visible = [];
        foreach (QueuedMessage message in Messages)
        {
            if (message.IsInQueue && VisibleAt(message) <= _world.Now)
            {
                visible.Add(message);
            }
        }

        if (!_world.Settings.IsFifo)
        {
            _chance.Shuffle(visible);
        }

        return visible;
    }

    /// <summary>When a message can be received. A message that is in flight blocks its whole group.</summary>
    private TimeSpan VisibleAt(QueuedMessage message)
    {
        TimeSpan time = message.VisibleAt;
        if (message.Group is not null)
        {
            foreach (QueuedMessage other in Messages)
            {
                time = other.Group == message.Group && other is { IsInQueue: true, Receives: > 0 } && other.VisibleAt > time ? other.VisibleAt : time;
            }
        }

        return time;
    }

    private Delivery Deliver(QueuedMessage message)
    {
        message.FirstReceivedAt = message.Receives == 0 ? _world.Now : message.FirstReceivedAt;
        message.Receives++;
        message.VisibleAt = _world.Now + _world.Settings.VisibilityTimeout;
        var delivery = new Delivery(message, $"r{_deliveries.Count}");
        _deliveries.Add(delivery.Receipt, delivery);
        _world.Figures.Count(Figure.Deliveries);
        return delivery;
    }

    private void DeliverAgain(QueuedMessage message, List<Delivery> received)
    {
        if (_chance.Happens(0.2))
        {
            received.Add(Deliver(message));
            Tell($"delivers {message} twice in a batch");
            return;
        }

        message.VisibleAt = _world.Now;
        Tell($"keeps {message} visible");
    }

    private void Tell(string what) => _world.Trace?.Write(_world.Events, "queue", what);
}
