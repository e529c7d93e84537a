using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws;
using SqsLambda.Orders;

[assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<SqsLambda.FunctionJsonContext>))]

namespace SqsLambda.DirectFunction;

/// <summary>The function of src/SqsLambda, but the order is recorded by a call of its own. The chaos tests show that this doubles orders.</summary>
public sealed class DirectFunction
{
    private readonly Function _function;

    /// <summary>Creates the function from the environment variables, as Lambda does.</summary>
    public DirectFunction()
    {
        FunctionServices services = FunctionServices.FromEnvironment();
        IOrderBook orderBook = services.OpenTable<IOrderBook>(
            OrderBooks.Table, static (dynamoDb, table) => new DirectOrderBook(dynamoDb, table), static () => new InMemoryOrderBook());
        _function = new(services, orderBook);
    }

    /// <summary>Processes a batch of messages.</summary>
    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _function.FunctionHandler(sqsEvent, context);
}
