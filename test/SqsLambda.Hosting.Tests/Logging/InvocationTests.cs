using System.Collections.Concurrent;
using Amazon.Lambda.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SqsLambda.Batch;
using SqsLambda.Batch.Tests;
using SqsLambda.Hosting.Logging;

namespace SqsLambda.Hosting.Tests.Logging;

/// <summary>A line is written by the logger of the invocation that its writer works for.</summary>
public sealed partial class InvocationTests
{
    [Fact]
    public async Task Invocations_at_the_same_time_write_to_their_own_logs_also_through_a_singleton()
    {
        const int Invocations = 8;
        int arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hosted = new Hosted(
            async call =>
            {
                var single = call.Services.GetRequiredService<Single>();
                single.Say("started", call.Message.Id);
                if (Interlocked.Increment(ref arrived) == Invocations)
                {
                    all.SetResult();
                }

                await all.Task;
                single.Say("ended", call.Message.Id);
            },
            static services => services.AddSingleton<Single>());
        RecordingLogger[] loggers = [.. Enumerable.Range(0, Invocations).Select(static _ => new RecordingLogger())];

        await Task.WhenAll(loggers.Select((logger, i) => hosted.ReturnedAsync(Notes.Of($"n{i}"), logger: logger)));

        Assert.Empty(hosted.Logger.All);
        Assert.All(loggers, static (logger, i) => Assert.Equal(
            [
                $"Information: started n{i} [{typeof(Single)}, messageId m0, receiveCount 1]".Replace('+', '.'),
                $"Information: ended n{i} [{typeof(Single)}, messageId m0, receiveCount 1]".Replace('+', '.'),
            ],
            logger.Entries));
    }

    [Fact]
    public async Task Messages_of_one_batch_at_the_same_time_write_their_own_ids()
    {
        int arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hosted = new Hosted(
            async call =>
            {
                if (Interlocked.Increment(ref arrived) == 3)
                {
                    all.SetResult();
                }

                await all.Task;
                call.Services.GetRequiredService<Single>().Say("is", call.Context.MessageId);
            },
            static services => services.AddSingleton<Single>(),
            new() { MaxDegreeOfParallelism = 3 });

        await hosted.ReturnedAsync(Notes.Of("a", "b", "c"));

        Assert.Equal(
            [("m0", "m0"), ("m1", "m1"), ("m2", "m2")],
            hosted.Logger.Records.Select(static entry => ((string)entry.Args[1], (string)entry.Args[3])).Order());
    }

    [Fact]
    public async Task Outside_of_a_message_the_logger_of_the_process_writes()
    {
        var outside = new RecordingLogger();
        var inside = new RecordingLogger();
        var current = new CurrentMessage();
        using var provider = new LambdaLoggerProvider(current, outside);
        using var factory = new LoggerFactory([provider]);
        ILogger logger = factory.CreateLogger("Notes");
        var ended = new TaskCompletionSource();
        Task left;

        logger.LogInformation("before {Value}", 1);
        using (CurrentMessage.Entry entry = current.Enter(new(new() { MessageId = "m0" }, inside)))
        using (logger.BeginScope(entry))
        {
            logger.LogInformation("during {Value}", 2);
            left = LeaveBehindAsync();
        }

        ended.SetResult();
        await left;

        Assert.Equal(["Information: before 1 [Notes]", "Error: left behind 3 [Notes]"], outside.Entries);
        Assert.Equal("It broke.", outside.Records[1].Exception?.Message);
        Assert.Equal(["Information: during 2 [Notes, messageId m0, receiveCount 1]"], inside.Entries);

        async Task LeaveBehindAsync()
        {
            await ended.Task;
            logger.LogError(new InvalidOperationException("It broke."), "left behind {Value}", 3);
        }
    }

    [Fact]
    public async Task A_singleton_that_the_first_message_creates_does_not_keep_that_message()
    {
        Task? background = null;
        var ended = new TaskCompletionSource();
        MessageContext? seen = null;
        var current = new CurrentMessage();

        using (current.Enter(new(new() { MessageId = "m0" }, new RecordingLogger())))
        {
            background = Task.Run(async () =>
            {
                await ended.Task;
                seen = current.Context;
            });
            Assert.NotNull(current.Context);
        }

        ended.SetResult();
        await background;

        Assert.Null(seen);
    }

    [Fact]
    public async Task A_logger_that_fails_has_no_effect_on_a_message()
    {
        var hosted = new Hosted(static call =>
        {
            call.Services.GetRequiredService<Single>().Say("is", "lost");
            return Task.CompletedTask;
        }, static services => services.AddSingleton<Single>());

        Assert.Empty(await hosted.ReturnedAsync(Notes.Of("a"), logger: new FailingLogger()));
    }

    [Fact]
    public async Task Other_providers_have_the_scope_of_the_message_too()
    {
        var scopes = new ConcurrentQueue<string>();
        await Lines.OfAsync(
            static logger => logger.LogInformation("x"), logging => logging.Services.AddSingleton<ILoggerProvider>(new ScopeReader(scopes)));

        Assert.Equal(["messageId m0, receiveCount 2"], scopes);
    }

    private sealed partial class Single(ILogger<Single> logger)
    {
        public void Say(string what, string id) => Said(logger, what, id);

        [LoggerMessage(Microsoft.Extensions.Logging.LogLevel.Information, "{What} {Id}")]
        private static partial void Said(ILogger logger, string what, string id);
    }

    private sealed class FailingLogger : ILambdaLogger
    {
        public void Log(string message) => throw new IOException("The disk is full.");

        public void LogLine(string message) => throw new IOException("The disk is full.");

        public void Log(string level, string message, params object[] args) => throw new IOException("The disk is full.");

        public void Log(string level, Exception exception, string message, params object[] args) => throw new IOException("The disk is full.");
    }

    private sealed class ScopeReader(ConcurrentQueue<string> scopes) : ILoggerProvider, ISupportExternalScope, ILogger
    {
        private IExternalScopeProvider? _scopes;

        public ILogger CreateLogger(string categoryName) => this;

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(
            Microsoft.Extensions.Logging.LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _scopes!.ForEachScope(static (scope, found) => found.Enqueue($"{scope}"), scopes);

        public void Dispose()
        {
        }
    }
}
