using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Hosting;

/// <summary>The function of a run, wherever it runs.</summary>
internal interface IRunningFunction : IAsyncDisposable
{
    /// <summary>Waits until the function can be invoked.</summary>
    Task WhenReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Invokes the function once and never throws.</summary>
    Task<InvocationResult> InvokeAsync(byte[] payload);
}
