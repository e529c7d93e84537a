using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Reporting;

/// <summary>A message of the run, and its delivery that is under way. Not safe for concurrent use.</summary>
/// <param name="id">The message id.</param>
/// <param name="shortId">How lines name it.</param>
/// <param name="body">The start of its body, in one line.</param>
internal sealed class KnownMessage(string id, string shortId, string body)
{
    public string Id => id;

    public string ShortId => shortId;

    public string Body => body;

    /// <summary>Whether it has left the queue.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Which receive is under way; 0 if none is.</summary>
    public int ReceiveUnderWay { get; private set; }

    /// <summary>When the message becomes visible again if nobody changes that.</summary>
    public DateTimeOffset VisibleAgain { get; private set; }

    /// <summary>What the function said last in the delivery under way; <see langword="null"/> if it has said nothing.</summary>
    public MessageResult? Result { get; private set; }

    /// <summary>
    /// What explains that the message was deleted. A batch may be processed twice at the same time: then one result may say that the message is
    /// done, and the other that it is not.
    /// </summary>
    public MessageResult? ResultOfDeletion { get; private set; }

    /// <summary>Whether the function sent it to the dead-letter queue.</summary>
    public bool IsDeadLetteredByFunction { get; private set; }

    /// <summary>How its last delivery ended, if it stayed in the queue.</summary>
    public DeliveryEnd? LastEnd { get; set; }

    /// <summary>Whether the queue will dead-letter it, as it was returned at its last receive.</summary>
    public bool IsAtLastReceive { get; set; }

    /// <summary>A move to the dead-letter queue that became known while the delivery was under way. It is told after the delivery.</summary>
    public StoryEvent.MessageDeadLettered? Move { get; set; }

    /// <summary>The function said something of the delivery under way.</summary>
    public void SetResult(MessageResult result)
    {
        Result = result;
        if (result.IsDone || ResultOfDeletion is not { IsDone: true })
        {
            ResultOfDeletion = result;
        }

        IsDeadLetteredByFunction |= result.Outcome == Outcomes.DeadLettered;
    }

    public void BeginDelivery(int receiveCount, DateTimeOffset visibleAgain)
    {
        HasEnded = false;
        IsAtLastReceive = false;
        ReceiveUnderWay = receiveCount;
        VisibleAgain = visibleAgain;
        Result = ResultOfDeletion = null;
    }

    public void EndDelivery()
    {
        ReceiveUnderWay = 0;
        Result = ResultOfDeletion = null;
    }
}
