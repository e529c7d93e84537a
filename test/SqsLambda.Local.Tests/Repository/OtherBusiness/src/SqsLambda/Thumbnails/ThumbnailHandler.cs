using SqsLambda.Batch;

namespace SqsLambda.Thumbnails;

/// <summary>Stands for code that makes a thumbnail.</summary>
public sealed class ThumbnailHandler : IMessageHandler<ThumbnailRequested>
{
    public Task HandleAsync(ThumbnailRequested message, MessageContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
