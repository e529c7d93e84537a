using SqsLambda.Batch;
using SqsLambda.TestFunction.Memos;

namespace SqsLambda.Benchmarks;

/// <summary>Does nothing.</summary>
internal sealed class NoHandler : IMessageHandler<Memo>
{
    public Task HandleAsync(Memo message, MessageContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
