using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Hosting.Tests;

/// <summary>Each message has a scope, which lives as long as its handler works.</summary>
public sealed class HostedHandlerTests
{
    private readonly ConcurrentQueue<string> _events = new();

    [Fact]
    public async Task Messages_that_are_handled_at_once_have_handlers_and_scopes_of_their_own()
    {
        var calls = new ConcurrentQueue<NoteCall>();
        var both = new TaskCompletionSource();
        var hosted = new Hosted(
            async call =>
            {
                calls.Enqueue(call);
                if (calls.Count == 2)
                {
                    both.SetResult();
                }

                await both.Task;
            },
            options: new() { MaxDegreeOfParallelism = 2 });

        Assert.Empty(await hosted.ReturnedAsync(Notes.Of("a", "b")));

        NoteCall[] made = [.. calls];
        Assert.Equal(2, made.Length);
        Assert.NotSame(made[0].Handler, made[1].Handler);
        Assert.NotSame(made[0].Services, made[1].Services);
    }

    [Fact]
    public async Task The_services_of_a_scope_are_those_of_its_message_and_singletons_are_shared()
    {
        var seen = new ConcurrentQueue<(string Id, bool SameContext, bool SameScoped)>();
        var scoped = new ConcurrentDictionary<Scoped, string>();
        var singles = new ConcurrentDictionary<Single, string>();
        var hosted = new Hosted(
            async call =>
            {
                await Task.Yield();
                var first = call.Services.GetRequiredService<Scoped>();
                scoped[first] = call.Message.Id;
                singles[call.Services.GetRequiredService<Single>()] = "";
                seen.Enqueue((
                    call.Message.Id,
                    ReferenceEquals(call.Context, call.Services.GetRequiredService<MessageContext>()),
                    ReferenceEquals(first, call.Services.GetRequiredService<Scoped>())));
            },
            static services => services.AddScoped<Scoped>().AddSingleton<Single>(),
            new() { MaxDegreeOfParallelism = 3 });

        Assert.Empty(await hosted.ReturnedAsync(Notes.Of("a", "b", "c")));

        Assert.Equal([("a", true, true), ("b", true, true), ("c", true, true)], seen.Order());
        Assert.Equal(["a", "b", "c"], scoped.Values.Order());
        Assert.Single(singles);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scope_is_disposed_after_its_handler_and_before_the_message_is_done_whether_it_fails_or_not(bool fails)
    {
        var hosted = new Hosted(
            async call =>
            {
                call.Services.GetRequiredService<Outer>();
                await Task.Yield();
                _events.Enqueue($"handled {call.Message.Id}");
                if (fails)
                {
                    throw new InvalidOperationException("It broke.");
                }
            },
            services => services.AddSingleton(_events).AddScoped<Inner>().AddScoped<Outer>());

        string[] returned = await hosted.ReturnedAsync(Notes.Of("a", "b"));

        Assert.Equal(fails ? ["m0", "m1"] : [], returned);
        Assert.Equal(["handled a", "outer", "inner", "handled b", "outer", "inner"], _events);
    }

    [Fact]
    public async Task A_message_fails_when_its_scope_cannot_be_disposed()
    {
        var hosted = new Hosted(
            static call => Task.FromResult(call.Services.GetRequiredService<Undisposable>()), static services => services.AddScoped<Undisposable>());

        Assert.Equal(["m0"], await hosted.ReturnedAsync(Notes.Of("a")));

        Assert.Equal("Error: Message m0 failed (receive count 1): InvalidOperationException: Not disposed.", Assert.Single(hosted.Logger.Entries));
    }

    [Fact]
    public async Task The_failure_of_the_handler_counts_when_the_disposal_fails_too()
    {
        var hosted = new Hosted(
            static call =>
            {
                call.Services.GetRequiredService<Undisposable>();
                throw new PermanentFailureException("Closed.");
            },
            static services => services.AddScoped<Undisposable>());

        Assert.Equal(["m0"], await hosted.ReturnedAsync(Notes.Of("a")));

        Assert.Equal(
            [
                "Error: The scope of the message could not be disposed after its handler failed [SqsLambda.Hosting.HostedHandler, messageId m0, receiveCount 1]",
                "Error: Message m0 failed permanently (receive count 1): Closed.",
            ],
            hosted.Logger.Entries);
        Assert.Equal("Not disposed.", hosted.Logger.Records[0].Exception?.Message);
    }

    public static TheoryData<string, string> Failures => new()
    {
        { nameof(PermanentFailureException), "failed permanently (receive count 1): Broken." },
        { nameof(DependencyUnavailableException), "failed (receive count 1): DependencyUnavailableException: Broken." },
        { nameof(InvalidOperationException), "failed (receive count 1): InvalidOperationException: Broken." },
        { nameof(OperationCanceledException), "failed (receive count 1): OperationCanceledException: Broken." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task An_exception_means_what_it_means_without_a_host(string exception, string logged)
    {
        var hosted = new Hosted(async _ =>
        {
            await Task.Yield();
            throw exception switch
            {
                nameof(PermanentFailureException) => new PermanentFailureException("Broken."),
                nameof(DependencyUnavailableException) => new DependencyUnavailableException("Broken."),
                nameof(OperationCanceledException) => new OperationCanceledException("Broken."),
                _ => new InvalidOperationException("Broken."),
            };
        });

        Assert.Equal(["m0"], await hosted.ReturnedAsync(Notes.Of("a")));

        RecordingLogger.LogEntry entry = Assert.Single(hosted.Logger.Records);
        Assert.Equal($"Error: Message m0 {logged}", entry.Text);
    }

    [Fact]
    public async Task The_stack_trace_of_an_exception_begins_where_it_was_thrown()
    {
        var hosted = new Hosted(static _ => ThrowAsync());

        await hosted.ReturnedAsync(Notes.Of("a"));

        Assert.Contains(nameof(ThrowAsync), Assert.Single(hosted.Logger.Records).Exception!.StackTrace!.Split('\n')[0], StringComparison.Ordinal);

        static async Task ThrowAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException("Broken.");
        }
    }

    [Fact]
    public async Task A_handler_is_cancelled_before_the_function_times_out_and_its_scope_is_disposed()
    {
        var time = new FakeTimeProvider();
        var disposed = new TaskCompletionSource();
        var hosted = new Hosted(
            static call =>
            {
                call.Services.GetRequiredService<Signal>();
                return Task.Delay(Timeout.InfiniteTimeSpan, call.CancellationToken);
            },
            services => services.AddScoped(_ => new Signal(disposed)),
            new() { Runtime = new TestRuntime(time) });
        Task<string[]> running = hosted.ReturnedAsync(Notes.Of("a"));
        Assert.False(disposed.Task.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(29));

        Assert.Equal(["m0"], await running);
        Assert.True(disposed.Task.IsCompleted);
        Assert.Equal(
            "Error: Message m0 failed (receive count 1): The handler did not finish before the invocation had to answer.",
            Assert.Single(hosted.Logger.Entries));
    }

    [Fact]
    public async Task Middleware_surrounds_the_scope()
    {
        await using HostedHandler<Note> handler = HostedHandler.Create<Note, NoteHandler>(
            services => services.AddSingleton(_events).AddScoped<Inner>().AddSingleton<NoteScript>(call =>
            {
                call.Services.GetRequiredService<Inner>();
                _events.Enqueue("handled");
                return Task.CompletedTask;
            }));
        IMessageHandler<Note> wrapped = handler.Use(async (_, _, next, cancellationToken) =>
        {
            _events.Enqueue("before");
            await next(cancellationToken);
            _events.Enqueue("after");
        });

        await wrapped.HandleAsync(new() { Id = "a" }, new(new(), new RecordingLogger()), CancellationToken.None);

        Assert.Equal(["before", "handled", "inner", "after"], _events);
    }

    [Fact]
    public async Task Singletons_are_created_once_when_first_needed_and_disposed_with_the_handler()
    {
        var disposed = new TaskCompletionSource();
        int created = 0;
        var hosted = new Hosted(
            static call => Task.FromResult(call.Services.GetRequiredService<Signal>()),
            services => services.AddSingleton(_ =>
            {
                created++;
                return new Signal(disposed);
            }));
        Assert.Equal(0, created);

        Assert.Empty(await hosted.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Empty(await hosted.ReturnedAsync(Notes.Of("c")));
        Assert.Equal((1, false), (created, disposed.Task.IsCompleted));

        await hosted.DisposeAsync();
        Assert.True(disposed.Task.IsCompleted);
        Assert.Equal(["m0"], await hosted.ReturnedAsync(Notes.Of("d")));
    }

    private sealed class Scoped;

    private sealed class Single;

    private sealed class Inner(ConcurrentQueue<string> events) : IDisposable
    {
        public void Dispose() => events.Enqueue("inner");
    }

    private sealed class Outer(Inner inner, ConcurrentQueue<string> events) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Assert.NotNull(inner);
            await Task.Yield();
            events.Enqueue("outer");
        }
    }

    private sealed class Signal(TaskCompletionSource disposed) : IDisposable
    {
        public void Dispose() => disposed.TrySetResult();
    }

    private sealed class Undisposable : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => throw new InvalidOperationException("Not disposed.");
    }
}
