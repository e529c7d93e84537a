using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SqsLambda.Batch;
using SqsLambda.Hosting;

namespace SqsLambda.Benchmarks;

/// <summary>What a scope for each message costs beside one handler for all, without a line in the log and with one.</summary>
[MemoryDiagnoser]
public partial class HostingBenchmarks
{
    private readonly MessageContext _context = new(
        new() { MessageId = "059f36b4-87a3-44ab-83d2-661975830a7d", Attributes = new() { ["ApproximateReceiveCount"] = "1" } }, new SilentLogger());

    private readonly Direct _direct = new(new());
    private readonly HostedHandler<bool> _hosted = HostedHandler.Create<bool, Hosted>(static services => services.AddSingleton<Images>());

    [Params(false, true)]
    public bool Logs { get; set; }

    [Benchmark(Baseline = true)]
    public Task OneHandler() => _direct.HandleAsync(Logs, _context, CancellationToken.None);

    [Benchmark]
    public Task HandlerFromScope() => _hosted.HandleAsync(Logs, _context, CancellationToken.None);

    private sealed class Images
    {
        public int Size { get; } = 4_096;
    }

    private sealed class Direct(Images images) : IMessageHandler<bool>
    {
        public Task HandleAsync(bool message, MessageContext context, CancellationToken cancellationToken)
        {
            if (message)
            {
                context.Logger.LogInformation("Thumbnail of {Image} has {Bytes} bytes", "cat.png", images.Size);
            }

            return Task.CompletedTask;
        }
    }

    private sealed partial class Hosted(Images images, ILogger<Hosted> logger) : IMessageHandler<bool>
    {
        public Task HandleAsync(bool message, MessageContext context, CancellationToken cancellationToken)
        {
            if (message)
            {
                Written(logger, "cat.png", images.Size);
            }

            return Task.CompletedTask;
        }

        [LoggerMessage(Microsoft.Extensions.Logging.LogLevel.Information, "Thumbnail of {Image} has {Bytes} bytes")]
        private static partial void Written(ILogger logger, string image, int bytes);
    }
}
