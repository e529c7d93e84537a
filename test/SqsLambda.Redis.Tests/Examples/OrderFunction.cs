using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Redis.Tests.Examples;

/// <summary>The example of the pages.</summary>
internal sealed class OrderFunction
{
    private readonly BatchProcessor<Note> _processor;

    public OrderFunction()
        : this(FunctionServices.FromEnvironment().UseStore(
            static settings => RedisIdempotency.FromEnvironment(settings.IdempotencyExpiration)))
    {
    }

    public OrderFunction(FunctionServices services, IMessageHandler<Note>? handler = null) => _processor = services.CreateProcessor(
        MessageReader.Json(NoteJsonContext.Default.Note), handler ?? new ScriptedHandler(), IdempotencyKey.Field<Note>(static note => note.Id));

    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _processor.ProcessAsync(sqsEvent, context);
}
