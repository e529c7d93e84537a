using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests;

/// <summary>A message that the reader discards is done.</summary>
public sealed class DiscardTests
{
    private readonly Recorder _recorder = new();
    private readonly Harness _harness;

    public DiscardTests() => _harness = new()
    {
        Observer = _recorder,
        Reader = MessageReader.Json(NoteJsonContext.Default.Note).DiscardWhen(static note => note.Text == "test", "It is a test message."),
    };

    [Fact]
    public async Task It_is_deleted_counted_and_logged_once()
    {
        Assert.Empty(await _harness.ReturnedAsync(TestSqsEvent.Of("""{"id":"a","text":"test"}""", Notes.Body("b"))));

        Assert.Equal(["b"], _harness.Handler.Called);
        Assert.Equal([1], _harness.Store.Claims);
        Assert.Equal(["Information: Message m0 was discarded (receive count 1): It is a test message."], _harness.Logger.Entries);
        Assert.Equal((2, 1, 1), (_recorder.Summary!.Received, _recorder.Summary.Discarded, _recorder.Summary.Processed));
        Assert.Equal(["Discarded", "Succeeded"], _recorder.Outcomes);
    }

    [Fact]
    public async Task Without_a_message_id_it_does_not_fail_the_batch()
    {
        Assert.Empty(await _harness.ReturnedAsync(
            TestSqsEvent.Of("""{"id":"a","text":"test"}""").With(0, static record => record.MessageId = null)));
    }

    [Fact]
    public async Task It_keeps_a_batch_from_having_failed_as_a_whole()
    {
        var harness = new Harness
        {
            Reader = MessageReader.Json(NoteJsonContext.Default.Note).DiscardWhen(static note => note.Id == "a", "No need."),
            Options = new() { Failures = new() { ThrowOnFullBatchFailure = true } },
        };
        harness.Handler.Fails("b");

        Assert.Equal(["m1"], await harness.ReturnedAsync(Notes.Of("a", "b")));
    }

    private sealed class Recorder : SilentObserver
    {
        public List<string> Outcomes { get; } = [];

        public BatchSummary? Summary { get; private set; }

        public override void OnOutcome(MessageContext context, MessageOutcome outcome) => Outcomes.Add(outcome.GetType().Name);

        public override void OnBatch(BatchSummary summary) => Summary = summary;
    }
}
