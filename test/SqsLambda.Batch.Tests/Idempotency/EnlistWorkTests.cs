namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>What a handler and the middleware around it can enlist, and what of it counts.</summary>
public sealed class EnlistWorkTests
{
    private readonly Harness _harness = new();

    [Fact]
    public async Task Several_items_are_enlisted_together_or_not_at_all()
    {
        for (int time = 0; time < 100; time++)
        {
            MessageContext? context = null;
            var started = new TaskCompletionSource();
            Task? late = null;
            _harness.Handler.On($"{time}", (own, _) =>
            {
                context = own;
                late = Task.Run(
                    () =>
                    {
                        started.SetResult();
                        own.EnlistWork(Enumerable.Range(0, 10).Cast<object>().ToArray());
                    },
                    CancellationToken.None);
                return started.Task;
            });

            await _harness.ReturnedAsync(Notes.Of($"{time}"));
            await late!.ContinueWith(static ended => ended.Exception, TaskScheduler.Default);

            Assert.True(context!.EnlistedWork.Count is 0 or 10, $"{context.EnlistedWork.Count} of 10 were enlisted.");
        }
    }

    [Fact]
    public async Task After_its_handler_has_ended_nothing_can_be_enlisted()
    {
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));

        Assert.Equal(
            "The handler of the message has ended, so nothing can be enlisted any more.",
            Assert.Throws<InvalidOperationException>(() => _harness.Handler.Contexts["a"].EnlistWork("late")).Message);
        Assert.Equal(
            "Warning: Message m0: its handler had ended when it enlisted work, so this work is not done. Await everything that enlists", _harness.Logger.Entries[^1]);
    }

    [Fact]
    public void A_context_of_a_unit_test_shows_what_was_enlisted()
    {
        var context = new MessageContext(new(), _harness.Logger);

        Parallel.For(0, 100, number => context.EnlistWork(number));

        Assert.Equal(Enumerable.Range(0, 100).Cast<object>(), context.EnlistedWork.Order());
    }

    [Fact]
    public async Task A_handler_that_enlists_nothing_shows_nothing()
    {
        await _harness.ReturnedAsync(Notes.Of("a"));

        Assert.Empty(_harness.Handler.Contexts["a"].EnlistedWork);
    }

    /// <summary>The first attempt is cut off and fails, or succeeds, when the second one has succeeded.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_attempt_that_was_cut_off_changes_nothing_of_what_the_next_one_enlisted(bool firstFails)
    {
        var first = new TaskCompletionSource();
        int attempts = 0;
        _harness.Handler.On("a", async (context, _) =>
        {
            int attempt = ++attempts;
            context.EnlistWork($"attempt {attempt}");
            await (attempt == 1 ? first.Task : Task.CompletedTask);
        });
        IMessageHandler<Note> retried = _harness.Handler.Use(async (_, _, next, cancellationToken) =>
        {
            Task cutOff = next(cancellationToken);
            await next(cancellationToken);
            if (firstFails)
            {
                first.SetException(new TimeoutException("Too slow."));
            }
            else
            {
                first.SetResult();
            }

            await cutOff.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        var context = new MessageContext(new(), _harness.Logger);

        await retried.HandleAsync(new Note { Id = "a", Text = "" }, context, default);

        Assert.Equal(["attempt 2"], context.EnlistedWork);
    }

    [Fact]
    public async Task Of_two_calls_that_succeed_the_last_one_counts()
    {
        int attempts = 0;
        _harness.Handler.On("a", (context, _) => Enlist(context, $"attempt {++attempts}"));
        IMessageHandler<Note> twice = _harness.Handler.Use(static async (_, _, next, cancellationToken) =>
        {
            await next(cancellationToken);
            await next(cancellationToken);
        });
        var context = new MessageContext(new(), _harness.Logger);

        await twice.HandleAsync(new Note { Id = "a", Text = "" }, context, default);

        Assert.Equal(["attempt 2"], context.EnlistedWork);
    }

    [Fact]
    public async Task A_retry_around_a_handler_drops_what_the_failed_attempt_enlisted()
    {
        int attempts = 0;
        _harness.Handler.On("a", (context, _) =>
        {
            context.EnlistWork($"attempt {++attempts}");
            return attempts == 1 ? Task.FromException(new TimeoutException("Too slow.")) : Task.CompletedTask;
        });
        IMessageHandler<Note> retried = _harness.Handler.Use(static async (message, context, next, cancellationToken) =>
        {
            context.EnlistWork("around");
            try
            {
                await next(cancellationToken);
            }
            catch (TimeoutException)
            {
                await next(cancellationToken);
            }
        });
        var context = new MessageContext(new(), _harness.Logger);

        await retried.HandleAsync(new Note { Id = "a", Text = "" }, context, default);

        Assert.Equal(["around", "attempt 2"], context.EnlistedWork);
    }

    private static Task Enlist(MessageContext context, object work)
    {
        context.EnlistWork(work);
        return Task.CompletedTask;
    }
}
