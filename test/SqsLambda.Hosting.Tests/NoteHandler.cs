using SqsLambda.Batch;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Hosting.Tests;

/// <summary>Runs the script of its test, with the services of its scope.</summary>
internal sealed class NoteHandler(NoteScript script, IServiceProvider services) : IMessageHandler<Note>
{
    public Task HandleAsync(Note message, MessageContext context, CancellationToken cancellationToken) =>
        script(new(message, context, services, this, cancellationToken));
}

internal delegate Task NoteScript(NoteCall call);

internal sealed record NoteCall(
    Note Message, MessageContext Context, IServiceProvider Services, NoteHandler Handler, CancellationToken CancellationToken);
