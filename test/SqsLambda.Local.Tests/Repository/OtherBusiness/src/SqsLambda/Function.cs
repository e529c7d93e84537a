using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using SqsLambda;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.Thumbnails;

[assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<FunctionJsonContext>))]

namespace SqsLambda;

/// <summary>The Lambda function: makes thumbnails.</summary>
public sealed class Function
{
    private readonly BatchProcessor<ThumbnailRequested> _processor;

    public Function()
        : this(FunctionServices.FromEnvironment())
    {
    }

    public Function(FunctionServices services) => _processor = services.CreateProcessor(
        MessageReader.Json(ThumbnailJsonContext.Default.ThumbnailRequested).Validated(static request => request.Validate()),
        new ThumbnailHandler(),
        IdempotencyKey.Field<ThumbnailRequested>(static request => request.Picture));

    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _processor.ProcessAsync(sqsEvent, context);
}
