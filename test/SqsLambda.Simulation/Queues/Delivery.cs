using SqsLambda.Batch;
using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Lambda;

namespace SqsLambda.Simulation.Queues;

/// <summary>One receive of a message.</summary>
internal sealed class Delivery(QueuedMessage message, string receipt)
{
    public QueuedMessage Message => message;

    /// <summary>The receipt handle.</summary>
    public string Receipt => receipt;

    /// <summary>The receive count of the message, with this receive.</summary>
    public int ReceiveCount { get; } = message.Receives;

    /// <summary>The invocation that gets the message.</summary>
    public SimulatedInvocation? Invocation { get; set; }

    /// <summary>The call of the handler, if there was one.</summary>
    public HandlerRun? Run { get; set; }

    /// <summary>The outcome that the engine reported.</summary>
    public MessageOutcome? Outcome { get; set; }

    /// <summary>How often it reported an outcome.</summary>
    public int Outcomes { get; set; }
}
