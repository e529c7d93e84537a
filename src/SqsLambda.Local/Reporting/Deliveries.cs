using System.Collections.Concurrent;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Reporting;

/// <summary>The deliveries that are under way: from the receive of a message until it is told what came of it. Safe for concurrent use.</summary>
internal sealed class Deliveries
{
    private readonly ConcurrentDictionary<(string MessageId, int ReceiveCount), Delivery> _underWay = new();

    public int Count => _underWay.Count;

    /// <summary>A message was received.</summary>
    public void Begin(PolledMessage message) => _underWay[(message.MessageId, message.ReceiveCount)] = new();

    /// <summary>Keeps what the function says of a delivery, unless that was abandoned and has ended.</summary>
    public void SetOutcome(PolledMessage message, MessageResult outcome)
    {
        if (_underWay.TryGetValue((message.MessageId, message.ReceiveCount), out Delivery? delivery))
        {
            delivery.Outcome = outcome;
        }
    }

    /// <summary>What the function said; <see langword="null"/> where it has said nothing.</summary>
    public MessageResult? OutcomeOf(PolledMessage message) =>
        _underWay.TryGetValue((message.MessageId, message.ReceiveCount), out Delivery? delivery) ? delivery.Outcome : null;

    /// <summary>Keeps a line until the delivery has ended.</summary>
    /// <returns>Whether it is under way.</returns>
    public bool TryPutOff(string line, string messageId, int receiveCount) =>
        _underWay.TryGetValue((messageId, receiveCount), out Delivery? delivery) && delivery.TryPutOff(line);

    /// <summary>It has been told what came of a delivery.</summary>
    /// <returns>The line that was put off until now, if one was.</returns>
    public string? End(PolledMessage message) =>
        _underWay.TryRemove((message.MessageId, message.ReceiveCount), out Delivery? delivery) ? delivery.End() : null;

    private sealed class Delivery
    {
        private const string Ended = "";

        public volatile MessageResult? Outcome;

        private string? _putOff;

        public bool TryPutOff(string line) => Interlocked.CompareExchange(ref _putOff, line, comparand: null) is null;

        public string? End() => Interlocked.Exchange(ref _putOff, Ended);
    }
}
