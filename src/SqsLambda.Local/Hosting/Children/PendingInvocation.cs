using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>An invocation that waits for its answer. Its event is handed to one process, and is put back only if that process cannot have read it.</summary>
/// <param name="payload">The event.</param>
internal sealed class PendingInvocation(byte[] payload)
{
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<InvocationResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private RuntimeConnection? _taker;

    public string RequestId { get; } = Guid.NewGuid().ToString();

    public byte[] Payload => payload;

    /// <summary>The connection of the process that has the event; <see langword="null"/> while none has it.</summary>
    public RuntimeConnection? Taker
    {
        get
        {
            lock (_lock)
            {
                return _taker;
            }
        }
    }

    /// <summary>Completes when the event has been written to the process that asked for it.</summary>
    public Task Taken => _taken.Task;

    public Task<InvocationResult> Answer => _answer.Task;

    /// <summary>What the process told of the messages.</summary>
    public IReadOnlyList<MessageResult> Messages { get; set; } = [];

    /// <summary>Takes the event for the process that asks on a connection.</summary>
    /// <returns>Whether the process gets it: not if it has been given up, taken or answered for.</returns>
    public bool TryTake(RuntimeConnection connection)
    {
        lock (_lock)
        {
            bool isTaken = _taker is null && !Answer.IsCompleted;
            if (isTaken)
            {
                _taker = connection;
            }

            return isTaken;
        }
    }

    /// <summary>The process has the event.</summary>
    public void Confirm() => _taken.TrySetResult();

    /// <summary>The process that asked is gone, and has not read the event.</summary>
    public void PutBack()
    {
        lock (_lock)
        {
            _taker = null;
        }
    }

    /// <summary>Gives the event up, unless a process has taken it: its messages stay in the queue.</summary>
    public void GiveUp() => CompleteUntaken(InvocationResult.Throttled with { ThrottleCause = "as no process was free" });

    /// <summary>Ends the invocation, unless a process has taken the event.</summary>
    public void CompleteUntaken(InvocationResult result)
    {
        lock (_lock)
        {
            if (_taker is null)
            {
                Complete(result);
            }
        }
    }

    /// <returns>Whether this is the result. The first one counts.</returns>
    public bool Complete(InvocationResult result) => _answer.TrySetResult(
        result with { Messages = Messages, RequestId = result.IsThrottled ? null : RequestId });
}
