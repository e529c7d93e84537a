using System.Collections.Concurrent;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>A message that was moved to a dead-letter queue.</summary>
/// <param name="Message">The message as it is stored in the dead-letter queue.</param>
/// <param name="ReceiveCount">How often it was received.</param>
/// <param name="SourceArn">The queue that it was moved from.</param>
/// <param name="TargetArn">The dead-letter queue.</param>
internal sealed record DeadLetteredMessage(Message Message, int ReceiveCount, string SourceArn, string TargetArn);

/// <summary>
/// The messages on their way to the dead-letter queue. One thread at a time hands them over in order, outside of all locks: dead-letter queues
/// may have dead-letter queues of their own, even in a circle.
/// </summary>
internal sealed class DeadLetters(string sourceArn)
{
    private readonly ConcurrentQueue<(StoredMessage Message, SqsQueue Target)> _messages = new();
    private int _isForwarding;
    private int _leaving;

    /// <summary>How many messages are on their way. The observers have been told of all others.</summary>
    public int Leaving => Volatile.Read(ref _leaving);

    /// <summary>Adds a message. Called under the lock of its queue.</summary>
    public void Add(StoredMessage message, SqsQueue target)
    {
        Interlocked.Increment(ref _leaving);
        _messages.Enqueue((message, target));
    }

    /// <summary>Hands over all messages, unless another thread does so.</summary>
    /// <param name="observers">Are told of each message after it was moved.</param>
    /// <returns>Whether a message was handed over.</returns>
    public bool Forward(QueueObservers observers)
    {
        bool isAny = false;
        while (!_messages.IsEmpty && Interlocked.CompareExchange(ref _isForwarding, 1, 0) == 0)
        {
            try
            {
                while (_messages.TryDequeue(out var next))
                {
                    var moved = next.Target.AcceptDeadLetter(next.Message, sourceArn);
                    foreach (IQueueObserver observer in observers.All)
                    {
                        observer.OnDeadLettered(new(moved, next.Message.ReceiveCount, sourceArn, next.Target.Arn));
                    }

                    Interlocked.Decrement(ref _leaving);
                    isAny = true;
                }
            }
            finally
            {
                Volatile.Write(ref _isForwarding, 0);
            }
        }

        return isAny;
    }
}
