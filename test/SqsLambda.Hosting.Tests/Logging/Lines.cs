using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Hosting.Tests.Logging;

/// <summary>Logs as a handler does, and returns the entries that reach Lambda's logger.</summary>
internal static class Lines
{
    public const string Tail = " [Notes, messageId m0, receiveCount 2]";

    public static async Task<RecordingLogger.LogEntry[]> OfAsync(
        Action<ILogger> log, Action<ILoggingBuilder>? configure = null, string messageId = "m0")
    {
        var recorded = new RecordingLogger();
        await using HostedHandler<Note> handler = HostedHandler.Create<Note, NoteHandler>(services => services
            .AddLogging(logging => configure?.Invoke(logging))
            .AddSingleton<NoteScript>(call =>
            {
                log(call.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Notes"));
                return Task.CompletedTask;
            }));
        await handler.HandleAsync(
            new() { Id = "a" },
            new(new() { MessageId = messageId, Attributes = new() { ["ApproximateReceiveCount"] = "2" } }, recorded),
            CancellationToken.None);
        return [.. recorded.All];
    }

    public static async Task<RecordingLogger.LogEntry> OneAsync(Action<ILogger> log) => Assert.Single(await OfAsync(log));
}
