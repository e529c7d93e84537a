using System.Diagnostics;
using System.Transactions;

namespace SqsLambda.Batch.Tests;

/// <summary>The three examples of the documentation: handlers that add something around another handler.</summary>
public sealed class MiddlewareTests
{
    private readonly ScriptedHandler _handler = new();
    private readonly RecordingLogger _logger = new();

    [Fact]
    public async Task A_timing_decorator_measures_each_message()
    {
        IMessageHandler<Note> timed = _handler.Use(static async (message, context, next, cancellationToken) =>
        {
            long started = Stopwatch.GetTimestamp();
            await next(cancellationToken);
            context.Logger.LogInformation("Message {messageId} took {elapsed}", context.MessageId, Stopwatch.GetElapsedTime(started));
        });

        await HandleAsync(timed, "a");

        Assert.Equal(["a"], _handler.Effects);
        Assert.StartsWith("Information: Message m0 took 00:00:", Assert.Single(_logger.Entries), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, TransactionStatus.Committed)]
    [InlineData(true, TransactionStatus.Aborted)]
    public async Task A_transaction_decorator_commits_what_succeeds_and_rolls_back_what_fails(bool fails, TransactionStatus status)
    {
        TransactionStatus? ended = null;
        _handler.On("a", async () =>
        {
            Transaction.Current!.TransactionCompleted += (_, args) => ended = args.Transaction!.TransactionInformation.Status;
            await Task.Yield();
            if (fails)
            {
                throw new InvalidOperationException("It broke.");
            }
        });
        IMessageHandler<Note> transactional = _handler.Use(static async (message, context, next, cancellationToken) =>
        {
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            await next(cancellationToken);
            scope.Complete();
        });

        Exception? error = await Record.ExceptionAsync(() => HandleAsync(transactional, "a"));

        Assert.Equal(fails, error is not null);
        Assert.Equal(status, ended);
    }

    [Fact]
    public async Task A_retry_decorator_calls_the_handler_again()
    {
        int calls = 0;
        _handler.On("a", () => ++calls < 3 ? throw new TimeoutException("Too slow.") : Task.CompletedTask);
        IMessageHandler<Note> retried = _handler.Use(static async (message, context, next, cancellationToken) =>
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    await next(cancellationToken);
                    return;
                }
                catch (TimeoutException) when (attempt < 3)
                {
                }
            }
        });

        await HandleAsync(retried, "a");

        Assert.Equal(["a", "a", "a"], _handler.Called);
        Assert.Equal(["a"], _handler.Effects);
    }

    [Fact]
    public async Task What_is_added_last_is_called_first()
    {
        var order = new List<string>();
        IMessageHandler<Note> composed = _handler.Use(Log("inner")).Use(Log("outer"));

        await HandleAsync(composed, "a");

        Assert.Equal(["outer", "inner"], order);

        MessageMiddleware<Note> Log(string name) => (message, context, next, cancellationToken) =>
        {
            order.Add(name);
            return next(cancellationToken);
        };
    }

    [Fact]
    public void A_handler_and_its_decorator_are_needed()
    {
        Assert.Throws<ArgumentNullException>("handler", () => ((IMessageHandler<Note>)null!).Use(static (_, _, next, token) => next(token)));
        Assert.Throws<ArgumentNullException>("middleware", () => _handler.Use(null!));
    }

    private Task HandleAsync(IMessageHandler<Note> handler, string id) =>
        handler.HandleAsync(new() { Id = id }, Notes.Of(id).ContextOf(logger: _logger), CancellationToken.None);
}
