using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Hosting;

/// <summary>The function of a run, wherever it runs.</summary>
internal interface IRunningFunction : IAsyncDisposable
{
    /// <summary>Waits until the function can be invoked.</summary>
    Task WhenReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Invokes the function once and never throws.</summary>
    /// <param name="payload">The event.</param>
    /// <param name="latestStart">Until when the event may wait for a process. After that the result is <see cref="InvocationResult.Throttled"/>.</param>
    /// <param name="cancellationToken">Gives up an event that waits for a process: the result is <see cref="InvocationResult.Throttled"/>. A process that has it goes on.</param>
    Task<InvocationResult> InvokeAsync(byte[] payload, DateTimeOffset latestStart, CancellationToken cancellationToken);
}
