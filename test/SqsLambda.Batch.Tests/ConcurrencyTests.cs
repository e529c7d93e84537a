
namespace SqsLambda.Batch.Tests;

/// <summary>One instance serves many invocations at once, as on Lambda Managed Instances.</summary>
public sealed class ConcurrencyTests
{
    private const int Invocations = 200;

    [Fact]
    public async Task Two_hundred_invocations_that_are_all_in_their_handlers_each_get_their_own_answer_token_and_log()
    {
        var harness = new Harness();
        var allIn = new TaskCompletionSource();
        int waiting = 0;
        foreach (int invocation in Enumerable.Range(0, Invocations))
        {
            harness.Handler.On($"good-{invocation}", WaitForAllAsync).On($"bad-{invocation}", async () =>
            {
                await WaitForAllAsync();
                throw new InvalidOperationException($"It broke in {invocation}.");
            });
        }

        RecordingLogger[] loggers = [.. Enumerable.Range(0, Invocations).Select(static _ => new RecordingLogger())];
        var running = loggers.Select((logger, invocation) => Task.Run(() => harness.Processor.ProcessAsync(
            Notes.Of($"good-{invocation}", $"bad-{invocation}").Build(),
            new TestInvocationContext { Logger = logger }))).ToArray();

        foreach (int invocation in Enumerable.Range(0, Invocations))
        {
            Assert.Equal(["m1"], await Harness.WithinBoundAsync(running[invocation]));
            Assert.Equal(
                [$"Error: Message m1 failed (receive count 1): InvalidOperationException: It broke in {invocation}."], loggers[invocation].Entries);
        }

        Assert.Equal(Invocations, harness.Store.Records);

        async Task WaitForAllAsync()
        {
            if (Interlocked.Increment(ref waiting) == 2 * Invocations)
            {
                allIn.SetResult();
            }

            await allIn.Task;
        }
    }

    [Fact]
    public async Task Of_two_hundred_invocations_with_the_same_messages_each_message_runs_in_one()
    {
        var harness = new Harness();
        string[] ids = [.. Enumerable.Range(0, 20).Select(static number => $"{number}")];
        foreach (string id in ids)
        {
            harness.Handler.On(id, async () => await Task.Yield());
        }

        var running = Enumerable.Range(0, Invocations).Select(_ => Task.Run(() => harness.ReturnedAsync(Notes.Of(ids)))).ToArray();
        foreach (Task<string[]> invocation in running)
        {
            Assert.Subset(ids.Select(static id => $"m{id}").ToHashSet(), (await invocation).ToHashSet());
        }

        Assert.Equal(ids.Order(), harness.Handler.Effects.Order());
        Assert.Empty(await harness.ReturnedAsync(Notes.Of(ids)));
    }

    [Fact]
    public async Task A_deadline_stops_its_own_invocation_alone()
    {
        var harness = new Harness();
        var gate = new TaskCompletionSource();
        harness.Handler.On("long", () => gate.Task).On("short", () => gate.Task);
        Task<string[]> shortOne = harness.ReturnedAsync(Notes.Of("short"), TimeSpan.FromSeconds(10));
        Task<string[]> longOne = harness.ReturnedAsync(Notes.Of("long", "next"), TimeSpan.FromSeconds(60));

        harness.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["m0"], await shortOne);
        Assert.False(longOne.IsCompleted);
        gate.SetResult();
        Assert.Empty(await longOne);
    }

    /// <summary>What a batch keeps its records in may be lent to the next one, but not while a handler of the first still runs.</summary>
    [Fact]
    public async Task A_handler_that_outlives_its_answer_and_the_batches_after_it_do_not_disturb_each_other()
    {
        var harness = new Harness();
        var late = new TaskCompletionSource();
        harness.Handler.On("late", () => late.Task).Fails("fails");
        Task<string[]> first = harness.ReturnedAsync(Notes.Of("late", "b", "c"));
        harness.Time.Advance(TimeSpan.FromSeconds(29.5));
        Assert.Equal(["m0"], await first);

        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (int round in Enumerable.Range(0, 20))
        {
            Assert.Equal(["m1"], await harness.ReturnedAsync(Notes.Of($"x{round}", "fails", $"y{round}", $"z{round}")));
        }

        harness.Store.SettlementResults = results =>
        {
            settled.TrySetResult();
            return results;
        };
        late.SetResult();
        await settled.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["m1"], await harness.ReturnedAsync(Notes.Of("late", "fails", "new")));
        Assert.Equal(1, harness.Handler.Called.Count(static id => id == "late"));
    }

    [Fact]
    public async Task A_small_batch_after_a_large_one_sees_nothing_of_it()
    {
        var harness = new Harness { IsIdempotent = false };
        harness.Handler.Fails([.. Enumerable.Range(0, 100).Select(static number => $"{number}")]);

        foreach (int size in new[] { 100, 3, 64, 1, 17 })
        {
            Assert.Equal(
                Enumerable.Range(0, size).Select(static number => $"m{number}"),
                await harness.ReturnedAsync(Notes.Of(Enumerable.Range(0, size).Select(static number => $"{number}"))));
        }
    }
}
