using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>An invocation that waits for its answer.</summary>
/// <param name="requestId">Its id.</param>
/// <param name="payload">The event.</param>
/// <param name="process">Which process of the function is to answer, counted from 1; 0 for any process that is started elsewhere.</param>
internal sealed class PendingInvocation(string requestId, byte[] payload, int process)
{
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<InvocationResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isDecided;

    public string RequestId => requestId;

    public byte[] Payload => payload;

    public int Process => process;

    /// <summary>Completes when the process has asked for the event.</summary>
    public Task Taken => _taken.Task;

    public Task<InvocationResult> Answer => _answer.Task;

    /// <summary>What the process told of the messages.</summary>
    public IReadOnlyList<MessageResult> Messages { get; set; } = [];

    /// <summary>Takes the event for a process.</summary>
    /// <returns>Whether the process gets it: not if it has been given up or answered for.</returns>
    public bool TryTake()
    {
        bool isTaken = Interlocked.Exchange(ref _isDecided, 1) == 0 && !Answer.IsCompleted;
        if (isTaken)
        {
            _taken.TrySetResult();
        }

        return isTaken;
    }

    /// <summary>Gives the event up, unless a process has taken it: its messages stay in the queue.</summary>
    public void GiveUp()
    {
        if (Interlocked.Exchange(ref _isDecided, 1) == 0)
        {
            Complete(InvocationResult.Throttled);
        }
    }

    public void Complete(InvocationResult result) => _answer.TrySetResult(result with { Messages = Messages });
}
