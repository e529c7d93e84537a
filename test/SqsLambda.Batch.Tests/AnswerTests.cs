using Amazon.Lambda.Core;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests;

/// <summary>The response names every message that is not known to be done, and nothing else, whatever breaks.</summary>
public sealed class AnswerTests
{
    private readonly Harness _harness = new();

    [Fact]
    public async Task The_response_is_in_the_order_of_the_batch_whatever_the_order_of_the_failures()
    {
        var gates = new Dictionary<string, TaskCompletionSource> { ["a"] = new(), ["b"] = new(), ["c"] = new() };
        foreach ((string id, TaskCompletionSource gate) in gates)
        {
            _harness.Handler.On(id, () => gate.Task);
        }

        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a", "b", "c"));
        foreach (string id in new[] { "c", "a", "b" })
        {
            gates[id].SetException(new InvalidOperationException("It broke."));
        }

        Assert.Equal(["m0", "m1", "m2"], await running);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public async Task One_message_id_on_two_messages_comes_back_once_if_either_fails(string failing)
    {
        _harness.Handler.Fails(failing);

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a", "b", "c").With(1, static record => record.MessageId = "m0")));
    }

    [Fact]
    public async Task Message_ids_that_differ_in_case_are_two()
    {
        _harness.Handler.Fails("a", "b");

        Assert.Equal(["M1", "m1"], await _harness.ReturnedAsync(Notes.Of("a", "b").With(0, static record => record.MessageId = "M1")));
    }

    /// <summary>They are different messages: the reason of each must be found in the log.</summary>
    [Fact]
    public async Task Each_failing_record_without_message_id_is_logged()
    {
        _harness.Handler.Fails("a").On("b", static () => throw new PermanentFailureException("Closed."));

        await Assert.ThrowsAsync<InvalidOperationException>(() => _harness.ReturnedAsync(
            Notes.Of("a", "b").With(0, static record => record.MessageId = null).With(1, static record => record.MessageId = null)));

        Assert.Equal(
            [
                "Error: Message  failed (receive count 1): InvalidOperationException: It broke.",
                "Error: Message  failed permanently (receive count 1): Closed.",
            ],
            _harness.Logger.Entries);
    }

    [Fact]
    public async Task Where_the_processor_itself_fails_what_is_not_known_to_be_done_is_returned()
    {
        await _harness.ReturnedAsync(Notes.Of("done"));
        _harness.Store.ClaimResults = static results => new BrokenList(results, brokenAt: 2);

        Assert.Equal(["m1", "m2", "m3"], await _harness.ReturnedAsync(Notes.Of("done", "a", "b", "c")));

        Assert.Equal(["done"], _harness.Handler.Called);
        Assert.StartsWith(
            "Critical: The batch processor failed, so every message that is not known to be done is returned: System.InvalidOperationException: It broke.",
            _harness.Logger.Entries[0],
            StringComparison.Ordinal);
        Assert.Equal(4, _harness.Logger.Entries.Count);
    }

    /// <summary>An empty response would have every message deleted.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_answer_is_for_the_batch_as_it_came_whatever_the_handler_does_to_the_event(bool isEmptied)
    {
        var sqsEvent = Notes.Of("a", "b", "c").Build();
        _harness.Handler.Fails("b").On("a", () =>
        {
            if (isEmptied)
            {
                sqsEvent.Records.Clear();
            }
            else
            {
                sqsEvent.Records.Add(new() { MessageId = "m9" });
            }

            return Task.CompletedTask;
        });

        Assert.Equal(["m1"], await Harness.WithinBoundAsync(_harness.StartAsync(sqsEvent)));
        Assert.Equal(["a", "c"], _harness.Handler.Effects);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_logger_that_throws_changes_nothing(bool isIdempotent)
    {
        var harness = new Harness { IsIdempotent = isIdempotent };
        harness.Handler.Fails("b");

        var response = await harness.Processor
            .ProcessAsync(Notes.Of("a", "b", "c"), new TestInvocationContext { Logger = new BrokenLogger() })
            .WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["m1"], Harness.Ids(response));
    }

    [Fact]
    public async Task A_context_is_needed() =>
        await Assert.ThrowsAsync<ArgumentNullException>("context", () => _harness.Processor.ProcessAsync(Notes.Of("a"), null!));

    /// <summary>Breaks when one of its items is read for the second time: when it is used, not when it is looked through.</summary>
    private sealed class BrokenList(IReadOnlyList<ClaimResult> inner, int brokenAt) : IReadOnlyList<ClaimResult>
    {
        private int _reads;

        public int Count => inner.Count;

        public ClaimResult this[int index] =>
            index == brokenAt && ++_reads == 2 ? throw new InvalidOperationException("It broke.") : inner[index];

        public IEnumerator<ClaimResult> GetEnumerator() => inner.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => inner.GetEnumerator();
    }

    private sealed class BrokenLogger : ILambdaLogger
    {
        public void Log(string message) => throw new IOException("The pipe is closed.");

        public void LogLine(string message) => throw new IOException("The pipe is closed.");

        public void Log(string level, string message) => throw new IOException("The pipe is closed.");

        public void Log(string level, string message, params object[] args) => throw new IOException("The pipe is closed.");

        public void Log(string level, Exception exception, string message, params object[] args) => throw new IOException("The pipe is closed.");
    }
}
