using Microsoft.Extensions.Hosting;

namespace SqsLambda.Local.Http;

/// <summary>The lifetime of a server in this program, which handles Ctrl-C and SIGTERM itself.</summary>
internal sealed class PassiveLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
