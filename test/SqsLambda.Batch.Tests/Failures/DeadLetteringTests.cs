using SqsLambda.Batch.Failures;

namespace SqsLambda.Batch.Tests.Failures;

/// <summary>What failed permanently goes to the dead-letter queue at once.</summary>
public sealed class DeadLetteringTests
{
    private readonly RecordingQueue _queue = new();
    private readonly Harness _harness;

    public DeadLetteringTests() => _harness = new() { Options = new() { Failures = new() { DeadLetters = _queue } } };

    [Fact]
    public async Task What_cannot_be_read_or_never_succeed_is_sent_with_its_reason_and_acknowledged()
    {
        _harness.Handler.On("c", static () => throw new PermanentFailureException("The order was cancelled."));
        _harness.Handler.Fails("d");

        Assert.Equal(["m3"], await _harness.ReturnedAsync(TestSqsEvent.Of(Notes.Body("a"), "x", Notes.Body("c"), Notes.Body("d"))));

        Assert.Equal([2], _queue.Sends);
        Assert.Equal(
            [
                ("m1", "x", PermanentFailureKind.Unparseable, "The body cannot be read as Note (line 1, byte 1)."),
                ("m2", Notes.Body("c"), PermanentFailureKind.PermanentFailureException, "The order was cancelled."),
            ],
            _queue.Letters.Select(static letter => (letter.Message.MessageId, letter.Body, letter.Kind, letter.Reason)));
        Assert.Contains(
            "Error: Message m2 failed permanently and was sent to the dead-letter queue (receive count 1): The order was cancelled.",
            _harness.Logger.Entries);
    }

    [Theory]
    [InlineData("", PermanentFailureKind.Unparseable)]
    [InlineData("null", PermanentFailureKind.Unparseable)]
    [InlineData("""{"id":1}""", PermanentFailureKind.Unparseable)]
    [InlineData("""{"id":"invalid"}""", PermanentFailureKind.Invalid)]
    [InlineData("""{"id":"never valid"}""", PermanentFailureKind.PermanentFailureException)]
    [InlineData("""{"id":""}""", PermanentFailureKind.NoKey)]
    [InlineData("""{"id":"refused"}""", PermanentFailureKind.PermanentFailureException)]
    public async Task It_is_told_what_kind_of_failure_it_was(string body, PermanentFailureKind kind)
    {
        _harness.Handler.On("refused", static () => throw new PermanentFailureException("Closed."));
        _harness.Handler.Validation = static note => note.Id switch
        {
            "invalid" => "id is not allowed.",
            "never valid" => throw new PermanentFailureException("Never."),
            _ => null,
        };

        Assert.Empty(await _harness.ReturnedAsync(TestSqsEvent.Of("""{"id":"same"}""", body)));
        Assert.Equal(("m1", kind), Assert.Single(_queue.Letters.Select(static letter => (letter.Message.MessageId, letter.Kind))));
    }

    [Fact]
    public async Task Its_claim_is_released_so_that_it_runs_after_a_redrive()
    {
        _harness.Handler.On("a", static () => throw new PermanentFailureException("bad"));
        await _harness.ReturnedAsync(Notes.Of("a"));
        _harness.Handler.Succeeds("a");

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["a"], _harness.Handler.Effects);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_cannot_be_sent_is_returned(bool throws)
    {
        _queue.Refusal = static _ => new("NoQueue", "no such queue");
        _queue.OnCall = () => throws ? throw new TimeoutException("too slow") : Task.CompletedTask;

        Assert.Equal(["m0"], await _harness.ReturnedAsync(TestSqsEvent.Of("x")));
        Assert.Equal(
            [
                "Error: Message m0 failed permanently (receive count 1): The body cannot be read as Note (line 1, byte 1). "
                    + $"It was not sent to the dead-letter queue: {(throws ? "TimeoutException: too slow" : "NoQueue: no such queue")}",
            ],
            _harness.Logger.Entries);
    }

    [Fact]
    public async Task On_a_FIFO_queue_the_group_goes_on_after_it()
    {
        _harness.Handler.On("c", static () => throw new PermanentFailureException("bad"));

        Assert.Empty(await _harness.ReturnedAsync(
            TestSqsEvent.Of(Notes.Body("a"), "x", Notes.Body("c"), Notes.Body("d")).Fifo("g")));

        Assert.Equal(["a", "d"], _harness.Handler.Effects);
        Assert.Equal(["m1", "m2"], _queue.Letters.Select(static letter => letter.Message.MessageId));
        Assert.Equal(2, _harness.Store.Records);
    }

    [Fact]
    public async Task On_a_FIFO_queue_the_group_ends_with_it_where_it_cannot_be_sent()
    {
        _queue.Refusal = static _ => new("NoQueue", "no such queue");

        Assert.Equal(
            ["m1", "m2"], await _harness.ReturnedAsync(TestSqsEvent.Of(Notes.Body("a"), "x", Notes.Body("c"), Notes.Body("w")).Fifo("g", "g", "g", "h")));

        Assert.Equal(["a", "w"], _harness.Handler.Effects.Order());
        Assert.Equal(2, _harness.Store.Records);
    }

    /// <summary>Groups that share a key go one after the other, and the copy takes over what became of the first.</summary>
    [Fact]
    public async Task On_a_FIFO_queue_a_copy_in_another_group_is_told_by_what_became_of_itself()
    {
        _harness.Handler.On("a", static () => throw new PermanentFailureException("bad"));
        _queue.Refusal = static message => message.MessageId == "m0" ? new("Full", "no room") : new("Gone", "no queue");

        Assert.Equal(["m0", "m1"], await _harness.ReturnedAsync(Notes.Of("a", "a").Fifo("g", "h")));
        Assert.Contains(": Full: no room", _harness.Logger.Entries[0], StringComparison.Ordinal);
        Assert.Contains(": Gone: no queue", _harness.Logger.Entries[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_FIFO_queue_nothing_behind_a_failure_is_sent()
    {
        _harness.Handler.Fails("a");

        Assert.Equal(["m0", "m1"], await _harness.ReturnedAsync(TestSqsEvent.Of(Notes.Body("a"), "x").Fifo("g")));
        Assert.Empty(_queue.Letters);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_of_it_in_the_same_batch_is_sent_too(bool isFifo)
    {
        _harness.Handler.On("a", static () => throw new PermanentFailureException("bad"));
        var batch = Notes.Of("a", "a");

        Assert.Empty(await _harness.ReturnedAsync(isFifo ? batch.Fifo("g") : batch));
        Assert.Equal(["m0", "m1"], _queue.Letters.Select(static letter => letter.Message.MessageId));
    }

}
