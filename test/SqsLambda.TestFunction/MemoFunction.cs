using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws;
using SqsLambda.Aws.Settings;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.TestFunction;
using SqsLambda.TestFunction.Memos;

[assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<FunctionJsonContext>))]

namespace SqsLambda.TestFunction;

/// <summary>A function on the engine, for the tests of the laptop and for the benchmarks. The function in src/SqsLambda can change without them.</summary>
public sealed class MemoFunction
{
    private readonly BatchProcessor<Memo> _processor;

    /// <summary>Creates the function from the environment variables, as Lambda does.</summary>
    public MemoFunction()
        : this(FunctionServices.FromEnvironment())
    {
    }

    /// <summary>Creates the function for a test.</summary>
    /// <param name="services">The settings, clients and idempotency store of the function.</param>
    /// <param name="handler">Handles the memos; by default the table that <see cref="Table"/> names or, if it is not set, a list.</param>
    public MemoFunction(FunctionServices services, IMessageHandler<Memo>? handler = null) => _processor = services.CreateProcessor(
        MessageReader.Json(MemoJsonContext.Default.Memo).Validated(static memo => memo.Validate()),
        handler ?? services.OpenTable<IMessageHandler<Memo>>(
            Table, static (dynamoDb, table) => new MemoTable(dynamoDb, table), static () => new MemoList()),
        IdempotencyKey.Field<Memo>(static memo => memo.Id));

    /// <summary>The environment variable that contains the name of the table.</summary>
    public static TableSetting Table { get; } = new("MEMOS_TABLE", MemoTable.PartitionKey, "The DynamoDB table of the memos");

    /// <summary>Processes a batch of messages.</summary>
    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _processor.ProcessAsync(sqsEvent, context);
}
