using System.Collections.Concurrent;
using SqsLambda.Batch;
using SqsLambda.TestFunction.Memos;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>Fails the first time that it sees a memo with <see cref="Text"/>.</summary>
internal sealed class FlakyHandler(IMessageHandler<Memo> inner) : IMessageHandler<Memo>
{
    public const string Text = "FLAKY";

    private readonly ConcurrentDictionary<string, bool> _failed = new();

    public Task HandleAsync(Memo message, MessageContext context, CancellationToken cancellationToken) =>
        message.Text == Text && _failed.TryAdd(message.Id, true)
            ? Task.FromException(new TimeoutException("no answer (simulated)."))
            : inner.HandleAsync(message, context, cancellationToken);
}
