using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using SqsLambda;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Orders;
using SqsLambda.Settings;

[assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<FunctionJsonContext>))]

namespace SqsLambda;

/// <summary>The Lambda function: what it is made of, and the method that Lambda calls.</summary>
public sealed class Function
{
    private readonly BatchProcessor<Order> _processor;

    /// <summary>Called by Lambda at a cold start.</summary>
    /// <exception cref="InvalidSettingException">An environment variable has a value that is not allowed.</exception>
    public Function()
        : this(FunctionSettings.Read(Environment.GetEnvironmentVariable), new InMemoryOrderBook())
    {
    }

    /// <summary>Called by tests, and by whoever composes the function otherwise.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="orderBook">Where orders are recorded.</param>
    /// <param name="store">Where idempotency records are kept; in memory by default.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="observer">Is told what became of each message.</param>
    public Function(
        FunctionSettings settings,
        IOrderBook orderBook,
        IIdempotencyStore? store = null,
        TimeProvider? timeProvider = null,
        IBatchObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(orderBook);
        timeProvider ??= TimeProvider.System;
        store ??= new InMemoryIdempotencyStore(settings.IdempotencyExpiration, settings.IdempotencyMaxRecords, timeProvider);

        // Your own message and handler go here.
        _processor = new BatchProcessor<Order>(
            new OrderHandler(orderBook),
            OrderJsonContext.Default.Order,
            new BatchOptions { MaxDegreeOfParallelism = settings.MaxDegreeOfParallelism },
            new IdempotencyOptions<Order>(store, IdempotencyKey.Field<Order>(static order => order.OrderId))
            {
                KeyPrefix = settings.IdempotencyKeyPrefix,
                StoreFailurePolicy = settings.IdempotencyStorePolicy,
            },
            timeProvider,
            observer);
    }

    /// <summary>Composes the function for the laptop, where one of the sample orders fails once.</summary>
    /// <param name="observer">Is told what became of each message.</param>
    /// <returns>The function.</returns>
    /// <exception cref="InvalidSettingException">An environment variable has a value that is not allowed.</exception>
    public static Function ForLaptop(IBatchObserver observer) => new(
        FunctionSettings.Read(Environment.GetEnvironmentVariable), new FlakyOrderBook(new InMemoryOrderBook()), observer: observer);

    /// <summary>Processes a batch of messages.</summary>
    /// <param name="sqsEvent">The batch.</param>
    /// <param name="context">The context of the invocation.</param>
    /// <returns>The messages that are not done, and only those, become visible in the queue again.</returns>
    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _processor.ProcessAsync(sqsEvent, context);
}
