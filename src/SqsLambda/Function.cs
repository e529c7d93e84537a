using Amazon.DynamoDBv2;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using Amazon.SQS;
using SqsLambda;
using SqsLambda.Aws;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Queues;
using SqsLambda.Aws.Settings;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;
using SqsLambda.Orders;

[assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<FunctionJsonContext>))]

namespace SqsLambda;

/// <summary>The Lambda function: what it is made of, and the method that Lambda calls.</summary>
public sealed class Function
{
    /// <summary>The namespace of the function's metrics in CloudWatch.</summary>
    public const string MetricsNamespace = "SqsLambda";

    private const string StoreIsInMemory =
        "IDEMPOTENCY_TABLE is not set, so idempotency records are in the memory of this execution environment: a duplicate that reaches " +
        "another one, or this one after its end, runs again";

    private readonly BatchProcessor<Order> _processor;
    private string? _warning;

    /// <summary>Called by Lambda at a cold start.</summary>
    /// <exception cref="InvalidSettingException">An environment variable has a value that is not allowed.</exception>
    public Function()
        : this(Environment.GetEnvironmentVariable, NewDynamoDb(), NewSqs())
    {
    }

    /// <summary>Called by tests, and by whoever composes the function otherwise.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="orderBook">Where orders are recorded.</param>
    /// <param name="store">Where idempotency records are kept; in memory by default.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="observer">Is told what became of each message.</param>
    /// <param name="sqs">The client that hides and dead-letters messages; without it they are left to the queue.</param>
    public Function(
        FunctionSettings settings,
        IOrderBook orderBook,
        IIdempotencyStore? store = null,
        TimeProvider? timeProvider = null,
        IBatchObserver? observer = null,
        Lazy<IAmazonSQS>? sqs = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(orderBook);
        timeProvider ??= TimeProvider.System;
        store ??= new InMemoryIdempotencyStore(settings.IdempotencyExpiration, settings.IdempotencyMaxRecords, timeProvider);

        // Your own message and handler go here.
        _processor = new BatchProcessor<Order>(
            new OrderHandler(orderBook),
            OrderJsonContext.Default.Order,
            new BatchOptions { MaxDegreeOfParallelism = settings.MaxDegreeOfParallelism, Failures = PolicyOf(settings, sqs) },
            new IdempotencyOptions<Order>(store, IdempotencyKey.Field<Order>(static order => order.OrderId))
            {
                KeyPrefix = settings.IdempotencyKeyPrefix,
                StoreFailurePolicy = settings.IdempotencyStorePolicy,
            },
            timeProvider,
            observer);
    }

    /// <summary>As deployed. Each client is created once, and only where there is something for it to do.</summary>
    internal Function(Func<string, string?> environment, Lazy<IAmazonDynamoDB> dynamoDb, Lazy<IAmazonSQS> sqs)
        : this(FunctionSettings.Read(environment), environment, dynamoDb, sqs)
    {
    }

    private Function(FunctionSettings settings, Func<string, string?> environment, Lazy<IAmazonDynamoDB> dynamoDb, Lazy<IAmazonSQS> sqs)
        : this(settings, OrderBooks.Open(environment, dynamoDb), OpenStore(settings, dynamoDb, TimeProvider.System), observer: MetricsOf(settings), sqs: sqs) =>
        _warning = settings.IdempotencyTable is null ? StoreIsInMemory : null;

    /// <summary>The environment variables that name a DynamoDB table, each with the partition key of its table.</summary>
    public static IReadOnlyDictionary<string, string> TableKeys { get; } =
        FunctionSettings.All.OfType<TableSetting>().Append(OrderBooks.Table).ToDictionary(static table => table.Name, static table => table.PartitionKey);

    /// <summary>The client for the tables that are set: created once, when the first of them is opened.</summary>
    /// <returns>The client, in the SDK's usual way: region, credentials and endpoint come from the environment.</returns>
    public static Lazy<IAmazonDynamoDB> NewDynamoDb() => new(static () => new AmazonDynamoDBClient(DynamoDbClientConfig.Create()));

    /// <summary>The client for what is hidden and dead-lettered: created when there is something of the kind.</summary>
    /// <returns>The client, in the SDK's usual way: region, credentials and endpoint come from the environment.</returns>
    public static Lazy<IAmazonSQS> NewSqs() => new(static () => new AmazonSQSClient(SqsClientConfig.Create()));

    /// <summary>Composes the function for the laptop, where one of the sample orders fails once.</summary>
    /// <param name="environment">Returns the value of an environment variable, or <see langword="null"/>.</param>
    /// <param name="dynamoDb">The client for the tables that are set.</param>
    /// <param name="sqs">The client for the queue of the run.</param>
    /// <param name="observer">Is told what became of each message.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <returns>The function.</returns>
    /// <exception cref="InvalidSettingException">An environment variable has a value that is not allowed.</exception>
    public static Function ForLaptop(
        Func<string, string?> environment, Lazy<IAmazonDynamoDB> dynamoDb, Lazy<IAmazonSQS> sqs, IBatchObserver observer, TimeProvider timeProvider)
    {
        var settings = FunctionSettings.Read(environment);
        return new(
            settings, new FlakyOrderBook(OrderBooks.Open(environment, dynamoDb)), OpenStore(settings, dynamoDb, timeProvider), timeProvider, observer, sqs);
    }

    /// <summary>Processes a batch of messages.</summary>
    /// <param name="sqsEvent">The batch.</param>
    /// <param name="context">The context of the invocation.</param>
    /// <returns>The messages that are not done, and only those, become visible in the queue again.</returns>
    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_warning is not null && Interlocked.Exchange(ref _warning, null) is { } warning)
        {
            context.Logger.LogWarning(warning);
        }

        return _processor.ProcessAsync(sqsEvent, context);
    }

    // Lambda takes each line of the process's standard output for an entry of the log; the runtime's console would put a time stamp before it.
    private static EmfMetrics? MetricsOf(FunctionSettings settings) =>
        settings is { Metrics: true, IsInLambda: true }
            ? new(Console.OpenStandardOutput(), MetricsNamespace, TimeProvider.System)
            : null;

    private static FailurePolicy PolicyOf(FunctionSettings settings, Lazy<IAmazonSQS>? sqs) => new()
    {
        BackoffBase = settings.BackoffBase,
        BackoffMax = settings.BackoffMax,
        Visibility = sqs is null ? null : new SqsMessageVisibility(() => sqs.Value),
        DeadLetters = sqs is not null && settings.DeadLetterQueue is { } queue ? new SqsDeadLetterSender(() => sqs.Value, queue) : null,
        StopAfterConsecutiveOutages = settings.StopAfterConsecutiveOutages,
        ThrowOnFullBatchFailure = settings.ThrowOnFullBatchFailure,
    };

    private static DynamoDbIdempotencyStore? OpenStore(FunctionSettings settings, Lazy<IAmazonDynamoDB> dynamoDb, TimeProvider timeProvider) =>
        settings.IdempotencyTable is { } table
            ? new(dynamoDb.Value, table, settings.IdempotencyExpiration, timeProvider)
            : null;
}
