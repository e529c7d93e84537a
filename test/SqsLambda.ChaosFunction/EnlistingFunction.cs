using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.ChaosFunction;

[assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<FunctionJsonContext>))]

namespace SqsLambda.ChaosFunction;

/// <summary>Records each order in the completion of its message.</summary>
public sealed class EnlistingFunction
{
    private readonly BatchProcessor<Order> _processor;

    /// <summary>Creates the function from the environment variables, as Lambda does.</summary>
    public EnlistingFunction()
    {
        FunctionServices services = FunctionServices.FromEnvironment();
        _processor = services.CreateProcessor(
            MessageReader.Json(OrderJsonContext.Default.Order),
            OrderTable.Open(services, static (_, table) => new Handler(table)),
            IdempotencyKey.Field<Order>(static order => order.OrderId));
    }

    /// <summary>Processes a batch of messages.</summary>
    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _processor.ProcessAsync(sqsEvent, context);

    private sealed class Handler(string table) : IMessageHandler<Order>
    {
        public Task HandleAsync(Order message, MessageContext context, CancellationToken cancellationToken)
        {
            context.Enlist(new TransactWriteItem { Update = OrderTable.CountOf(message, table) });
            return Task.CompletedTask;
        }
    }
}
