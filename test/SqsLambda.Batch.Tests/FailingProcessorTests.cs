
namespace SqsLambda.Batch.Tests;

/// <summary>The processor of a function that is not configured correctly.</summary>
public sealed class FailingProcessorTests
{
    [Fact]
    public async Task Every_invocation_fails_with_the_exception_itself()
    {
        var failure = new InvalidOperationException("MEMOS_TABLE is not set.");
        BatchProcessor<Note> processor = BatchProcessor.Failing<Note>(failure);
        var context = new TestInvocationContext();

        Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => processor.ProcessAsync(Notes.Of("a"), context)));
        Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => processor.ProcessAsync(null, context)));
        Assert.Throws<ArgumentNullException>(() => BatchProcessor.Failing<Note>(null!));
    }
}
