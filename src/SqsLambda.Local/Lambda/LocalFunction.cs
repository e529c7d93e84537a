using SqsLambda.Local.Hosting;

namespace SqsLambda.Local.Lambda;

/// <summary>Invokes a function as Lambda does: within its timeout, and with what it tells of its messages.</summary>
/// <param name="name">The name of the function.</param>
/// <param name="handler">The function.</param>
/// <param name="timeout">Its timeout.</param>
/// <param name="memoryMB">Its memory, as the function is told. The laptop does not limit it.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="log">Where the function logs.</param>
internal sealed class LocalFunction(
    string name, FunctionHandler handler, TimeSpan timeout, int memoryMB, TimeProvider timeProvider, FunctionLog log)
    : IRunningFunction, IDisposable
{
    /// <summary>The largest response of a synchronous invocation. (Lambda Developer Guide, "Lambda quotas".)</summary>
    public const int MaxResponseBytes = 6_291_556;

    private readonly MessageOutcomes _outcomes = new();

    public string FunctionArn { get; init; } = Invocation.ArnOf(name, LocalCredentials.Region);

    /// <summary>
    /// Invokes the function once and never throws. A function that is still running at its timeout is abandoned. In this process it goes on,
    /// where Lambda would end its execution environment.
    /// </summary>
    public async Task<InvocationResult> InvokeAsync(byte[] payload)
    {
        long started = timeProvider.GetTimestamp();
        var invocation = new Invocation(
            Guid.NewGuid().ToString(), name, memoryMB, () => timeout - timeProvider.GetElapsedTime(started), log)
        {
            FunctionArn = FunctionArn,
        };
        MessageOutcomes.Recording recording = _outcomes.NewRecording();
        Task<byte[]> running = Task.Run(async () =>
        {
            using (recording.Start())
            {
                return await handler(payload, invocation);
            }
        });
        await ((Task)running).WaitAsync(timeout, timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        InvocationResult result = running.IsCompleted
            ? await ResultOfAsync(running)
            : InvocationResult.Failed($"Task timed out after {timeout.TotalSeconds:F2} seconds");
        return result with { Messages = recording.Messages, RequestId = invocation.RequestId };
    }

    // No event waits for a process here.
    Task<InvocationResult> IRunningFunction.InvokeAsync(byte[] payload, DateTimeOffset latestStart, CancellationToken cancellationToken) => InvokeAsync(payload);

    public void Dispose() => _outcomes.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<InvocationResult> ResultOfAsync(Task<byte[]> running)
    {
        try
        {
            byte[] response = await running;
            return response.Length <= MaxResponseBytes
                ? new(response, FunctionError: null)
                : InvocationResult.Failed(TooLarge(response.Length));
        }
        catch (Exception exception)
        {
            return InvocationResult.Failed(OneLine(exception));
        }
    }

    /// <summary>What Lambda says of a response that it does not carry.</summary>
    public static string TooLarge(long bytes) => $"Response payload size ({bytes} bytes) exceeded maximum allowed payload size ({MaxResponseBytes} bytes).";

    /// <summary>An exception and what caused it, in one line.</summary>
    public static string OneLine(Exception exception)
    {
        string text = $"{exception.GetType().Name}: {exception.Message}";
        for (Exception? cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            text += $" Caused by {cause.GetType().Name}: {cause.Message}";
        }

        return text.ReplaceLineEndings(" ");
    }
}
