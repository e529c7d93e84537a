using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Testing.Tests;

/// <summary>The engine processes the events that the builder makes.</summary>
public sealed class EngineTests : IMessageHandler<string>
{
    private readonly TestInvocationContext _context = new();
    private readonly List<string> _handled = [];

    [Fact]
    public async Task The_engine_attempts_each_message_and_returns_those_that_fail()
    {
        var processor = new BatchProcessor<string>(MessageReader.Text(), this);

        (await processor.ProcessAsync(TestSqsEvent.Of("a", "fails", "b"), _context)).ShouldReturn("m1");

        Assert.Equal(["a", "b", "fails"], _handled.Order(StringComparer.Ordinal));
        Assert.Contains("m1", _context.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_failure_the_engine_returns_the_rest_of_the_group()
    {
        var processor = new BatchProcessor<string>(MessageReader.Text(), this);

        (await processor.ProcessAsync(TestSqsEvent.Of("fails", "a", "b").Fifo("g", "h", "g"), _context)).ShouldReturn("m0", "m2");

        Assert.Equal(["a", "fails"], _handled.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_second_delivery_is_recognised_by_the_records_in_the_store()
    {
        InMemoryIdempotencyStore store = TestIdempotencyStore.Create();
        var processor = new BatchProcessor<string>(
            MessageReader.Text(), this, new IdempotencyOptions<string>(store, IdempotencyKey.MessageId<string>()) { KeyPrefix = "test" });
        TestSqsEvent batch = TestSqsEvent.Of("a", "b");

        (await processor.ProcessAsync(batch, _context)).ShouldReturnNothing();
        (await processor.ProcessAsync(batch.ReceivedTimes(2), _context)).ShouldReturnNothing();

        Assert.Equal(["a", "b"], _handled.Order(StringComparer.Ordinal));
        Assert.Equal(2, store.Count);
    }

    Task IMessageHandler<string>.HandleAsync(string message, MessageContext context, CancellationToken cancellationToken)
    {
        lock (_handled)
        {
            _handled.Add(message);
        }

        return message == "fails" ? Task.FromException(new InvalidOperationException("It fails.")) : Task.CompletedTask;
    }
}
