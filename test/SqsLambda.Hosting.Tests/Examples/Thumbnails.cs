using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Hosting.Tests.Examples;

public sealed record ThumbnailRequested(string Id, string Image);

public interface IImages
{
    Task<int> ShrinkAsync(string image, CancellationToken cancellationToken);
}

public sealed class S3Images : IImages
{
    public Task<int> ShrinkAsync(string image, CancellationToken cancellationToken) => Task.FromResult(4_096);
}

public sealed class ThumbnailHandler(IImages images, ILogger<ThumbnailHandler> logger) : IMessageHandler<ThumbnailRequested>
{
    public async Task HandleAsync(ThumbnailRequested message, MessageContext context, CancellationToken cancellationToken)
    {
        int bytes = await images.ShrinkAsync(message.Image, cancellationToken);
        logger.LogInformation("Thumbnail of {Image} has {Bytes} bytes", message.Image, bytes);
    }
}

public sealed class Function
{
    private readonly BatchProcessor<ThumbnailRequested> _processor;

    public Function()
        : this(FunctionServices.FromEnvironment())
    {
    }

    public Function(FunctionServices services, Action<IServiceCollection>? replace = null) => _processor = services.CreateProcessor(
        MessageReader.Json(ThumbnailJsonContext.Default.ThumbnailRequested),
        HostedHandler.Create<ThumbnailRequested, ThumbnailHandler>(container =>
        {
            container.AddSingleton<IImages, S3Images>();
            replace?.Invoke(container);
        }),
        IdempotencyKey.Field<ThumbnailRequested>(static request => request.Id));

    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _processor.ProcessAsync(sqsEvent, context);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ThumbnailRequested))]
internal sealed partial class ThumbnailJsonContext : JsonSerializerContext;
