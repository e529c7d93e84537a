using System.Diagnostics.CodeAnalysis;
using Amazon.DynamoDBv2;
using Amazon.SQS;
using SqsLambda.Aws.ColdStart;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Queues;
using SqsLambda.Aws.Settings;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Aws;

/// <summary>Provides the settings, clients, idempotency store, failure policy, metrics and clock of a function, and creates its processor.</summary>
/// <remarks>
/// Clients are created when they are first needed. The AWS SDK reads the region, the credentials and the endpoints from the environment in its
/// usual way. Use an instance in the constructor of a function: it is not safe for concurrent use. The processors that it creates are.
/// </remarks>
public sealed class FunctionServices
{
    /// <summary>The namespace of the metrics in CloudWatch.</summary>
    public const string MetricsNamespace = "SqsLambda";

    private readonly Func<string, string?> _environment;
    private readonly TextWriter? _log;
    private readonly Func<IAmazonSQS>? _createSqs;
    private IIdempotencyStore? _store;
    private ConnectionPool? _dynamoDbConnections;
    private InvalidSettingException? _refusal;
    private bool _hasOtherStore;
    private bool _hasProcessor;

    /// <summary>
    /// Creates services for a test or another host. They call SQS only if <see cref="Sqs"/> is set. The idempotency records are in memory unless
    /// <c>IDEMPOTENCY_TABLE</c> is set.
    /// </summary>
    /// <param name="environment">Returns the value of an environment variable, or <see langword="null"/>; by default every variable is unset.</param>
    /// <exception cref="InvalidSettingException">A variable has a value that is not allowed.</exception>
    public FunctionServices(Func<string, string?>? environment = null)
    {
        _environment = environment ?? (static _ => null);
        Settings = FunctionSettings.Read(_environment);
    }

    private FunctionServices(
        Func<string, string?> environment, TextWriter log, Func<IAmazonSQS> createSqs, IReadOnlyList<IBatchObserver> observers)
    {
        Observers = observers;
        _environment = environment;
        _log = log;
        var client = new LazyClient(createSqs);
        _createSqs = client.Get;
        try
        {
            Settings = FunctionSettings.Read(environment);
        }
        catch (InvalidSettingException exception)
        {
            Settings = new();
            Refuse(exception);
        }

        if (Settings is { IsInLambda: true, Metrics: true })
        {
            // Lambda logs each line of the standard output of the process. The console of the .NET runtime client would add a time to the line,
            // and CloudWatch would not find the metrics.
            Observers = [.. observers, new EmfMetrics(Console.OpenStandardOutput(), MetricsNamespace, Runtime.TimeProvider)];
        }
    }

    /// <summary>The settings: by default the values of the environment variables.</summary>
    public FunctionSettings Settings { get; init; }

    /// <summary>The clock, ids, random numbers and threads of the engine.</summary>
    public BatchRuntime Runtime { get; init; } = BatchRuntime.System;

    /// <summary>Receive the outcome of each message and the summary of each batch.</summary>
    public IReadOnlyList<IBatchObserver> Observers { get; init; } = [];

    /// <summary>
    /// The client for DynamoDB tables. By default it has short timeouts and no retries, because the engine retries
    /// (<see cref="DynamoDbClientConfig"/>).
    /// </summary>
    [field: MaybeNull]
    public IAmazonDynamoDB DynamoDb
    {
        get => field ??= NewDynamoDbClient();
        init;
    }

    /// <summary>
    /// The client that hides messages and sends them to the dead-letter queue. If it is <see langword="null"/>, backoff and the dead-letter queue
    /// are off. Services that <see cref="FromEnvironment(IReadOnlyList{IBatchObserver})"/> created are an exception: they create a client when they need one
    /// (<see cref="SqsClientConfig"/>).
    /// </summary>
    public IAmazonSQS? Sqs { get; init; }

    /// <summary>
    /// The store of the idempotency records: by default the table of <c>IDEMPOTENCY_TABLE</c> or, if it is not set, the memory of this process.
    /// <see cref="UseStore"/> sets another one.
    /// </summary>
    public IIdempotencyStore Store
    {
        get => _store ??= OpenStore();
        init => _store = value;
    }

    /// <summary>Creates services from the environment variables of the process. A deployed function uses this method.</summary>
    /// <param name="observers">Observers of your own, which are told beside the metrics.</param>
    /// <returns>
    /// The services. If a setting is not allowed, one line is logged and every invocation fails with this line. This method does not throw,
    /// because the Lambda runtime would replace the exception with its own.
    /// </returns>
    /// <remarks>
    /// In Lambda, if <c>IDEMPOTENCY_TABLE</c> is set, this method also starts to load the code for DynamoDB and to open a connection, in the background. No
    /// API call is made, and nothing waits for it.
    /// </remarks>
    public static FunctionServices FromEnvironment(params IReadOnlyList<IBatchObserver> observers)
    {
        FunctionServices services = FromEnvironment(
            Environment.GetEnvironmentVariable, Console.Error, static () => new AmazonSQSClient(SqsClientConfig.Create()), observers);
        services.WarmUp();
        return services;
    }

    /// <summary>Keeps the idempotency records in a store of another package, or of your own.</summary>
    /// <param name="open">Opens the store. If it returns <see langword="null"/>, the store stays what it was.</param>
    /// <returns>These services.</returns>
    /// <remarks>
    /// If <paramref name="open"/> throws, the text of the exception is logged and every invocation fails with it, as with a setting that is not
    /// allowed. Call this method first: before you open tables and create the processor.
    /// </remarks>
    /// <exception cref="InvalidSettingException">
    /// <paramref name="open"/> threw an exception, and these services were not created by <see cref="FromEnvironment(IReadOnlyList{IBatchObserver})"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">A processor was already created.</exception>
    public FunctionServices UseStore(Func<FunctionSettings, IIdempotencyStore?> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        if (_hasProcessor)
        {
            throw new InvalidOperationException("A processor was already created. Call UseStore before CreateProcessor.");
        }

        try
        {
            if (open(Settings) is { } store)
            {
                _store = store;
                _hasOtherStore = true;
            }
        }
        catch (Exception exception)
        {
            Refuse(exception as InvalidSettingException ?? new(exception.Message));
        }

        return this;
    }

    /// <summary>Opens a repository that keeps its data in a table of the function.</summary>
    /// <typeparam name="T">The type of the repository.</typeparam>
    /// <param name="setting">The variable that names the table.</param>
    /// <param name="open">Creates the repository for a table. It gets the client and the name of the table.</param>
    /// <param name="openInMemory">Creates a repository in memory. It is used if the variable is not set, on a laptop or in a test.</param>
    /// <returns>The repository.</returns>
    /// <remarks>
    /// The variable must be set in Lambda, and wherever <c>IDEMPOTENCY_TABLE</c> is set or <see cref="UseStore"/> has set a store. Otherwise the
    /// store would remember messages as done although their effect, in memory, is lost. If the variable is not set there, every invocation fails, as with a setting that is not
    /// allowed. Open the tables before you create the processor.
    /// </remarks>
    /// <exception cref="InvalidSettingException">
    /// The value is missing or not allowed, and these services were not created by <see cref="FromEnvironment(IReadOnlyList{IBatchObserver})"/>, or a processor
    /// was already created.
    /// </exception>
    public T OpenTable<T>(TableSetting setting, Func<IAmazonDynamoDB, string, T> open, Func<T> openInMemory)
    {
        ArgumentNullException.ThrowIfNull(setting);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(openInMemory);
        try
        {
            if (setting.Read(_environment) is { } table)
            {
                return open(DynamoDb, table);
            }

            if (_hasOtherStore || Settings is { IsInLambda: true } or { IdempotencyTable: not null })
            {
                string where = _hasOtherStore ? "where idempotency records outlive the process" : "where IDEMPOTENCY_TABLE is set";
                Refuse(new(
                    $"Environment variable {setting.Name} is not set: in Lambda, and {where}, it must name a DynamoDB table with the "
                        + $"partition key {setting.PartitionKey}."));
            }
        }
        catch (InvalidSettingException exception)
        {
            Refuse(exception);
        }

        return openInMemory();
    }

    /// <summary>Creates the processor of a function.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="reader">Reads the body of a message.</param>
    /// <param name="handler">Handles a message.</param>
    /// <param name="key">Returns the idempotency key of a message.</param>
    /// <param name="payloadOf">
    /// Returns the part of a message that must be equal in messages with the same key (<see cref="IdempotencyOptions{TMessage}.PayloadOf"/>).
    /// </param>
    /// <returns>The processor. If a setting is not allowed, the processor fails every invocation.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/>, <paramref name="handler"/> or <paramref name="key"/> is <see langword="null"/>.</exception>
    public BatchProcessor<TMessage> CreateProcessor<TMessage>(
        MessageReader<TMessage> reader, IMessageHandler<TMessage> handler, IdempotencyKey<TMessage> key, Func<TMessage, string?>? payloadOf = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(key);
        return Create(reader, handler, () => new(Store, key)
        {
            KeyPrefix = Settings.IdempotencyKeyPrefix,
            PayloadOf = payloadOf,
            StoreFailurePolicy = Settings.IdempotencyStorePolicy,
        });
    }

    /// <summary>Creates the processor of a function whose handler is idempotent by itself. No idempotency records are kept.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="reader">Reads the body of a message.</param>
    /// <param name="handler">Handles a message. It may be called several times for one message.</param>
    /// <returns>The processor. If a setting is not allowed, the processor fails every invocation.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> or <paramref name="handler"/> is <see langword="null"/>.</exception>
    public BatchProcessor<TMessage> CreateProcessorWithoutIdempotency<TMessage>(MessageReader<TMessage> reader, IMessageHandler<TMessage> handler)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(handler);
        return Create(reader, handler, idempotency: null);
    }

    internal static FunctionServices FromEnvironment(Func<string, string?> environment, TextWriter log, Func<IAmazonSQS> createSqs, params IReadOnlyList<IBatchObserver> observers) =>
        new(environment, log, createSqs, observers);

    private void WarmUp()
    {
        if (Settings is not { IsInLambda: true, IdempotencyTable: not null })
        {
            return;
        }

        // A connection survives neither a snapshot nor the time that a provisioned environment waits for its first event. Code does.
        ConnectionPool? connections = _environment("AWS_LAMBDA_INITIALIZATION_TYPE") is null or "on-demand" ? new() : null;
        _dynamoDbConnections = connections;
        _ = Task.Run(() => DynamoDbWarmUp.RunAsync(DynamoDbClientConfig.Create, connections));
    }

    private AmazonDynamoDBClient NewDynamoDbClient()
    {
        AmazonDynamoDBConfig config = DynamoDbClientConfig.Create();
        if (_dynamoDbConnections is { } connections)
        {
            config.HttpClientFactory = connections;
        }

        return new(config);
    }

    private BatchProcessor<TMessage> Create<TMessage>(
        MessageReader<TMessage> reader, IMessageHandler<TMessage> handler, Func<IdempotencyOptions<TMessage>>? idempotency)
    {
        _hasProcessor = true;
        return _refusal is not null
            ? BatchProcessor.Failing<TMessage>(_refusal)
            : new(reader, handler, idempotency?.Invoke(), new()
            {
                MaxDegreeOfParallelism = Settings.MaxDegreeOfParallelism,
                BlockingHandlers = Settings.BlockingHandlers,
                Failures = NewFailurePolicy(),
                Observers = Observers,
                Runtime = Runtime,
            });
    }

    private FailurePolicy NewFailurePolicy()
    {
        Func<IAmazonSQS>? createSqs = Sqs is { } sqs ? () => sqs : _createSqs;
        return new()
        {
            BackoffBase = Settings.BackoffBase,
            BackoffMax = Settings.BackoffMax,
            Visibility = createSqs is null ? null : new SqsMessageVisibility(createSqs),
            DeadLetters = createSqs is not null && Settings.DeadLetterQueue is { } queue ? new SqsDeadLetterSender(createSqs, queue) : null,
            StopAfterConsecutiveOutages = Settings.StopAfterConsecutiveOutages,
            ThrowOnFullBatchFailure = Settings.ThrowOnFullBatchFailure,
        };
    }

    private IIdempotencyStore OpenStore()
    {
        if (Settings.IdempotencyTable is { } table)
        {
            return new DynamoDbIdempotencyStore(DynamoDb, table, Settings.IdempotencyExpiration, Runtime.TimeProvider);
        }

        if (Settings.IsInLambda)
        {
            _log?.WriteLine(
                "Warning: IDEMPOTENCY_TABLE is not set, so idempotency records are in the memory of this execution environment. A duplicate that reaches "
                    + "another execution environment runs again");
        }

        return new InMemoryIdempotencyStore(Settings.IdempotencyExpiration, Settings.IdempotencyMaxRecords, Runtime.TimeProvider);
    }

    private void Refuse(InvalidSettingException exception)
    {
        if (_log is null)
        {
            throw exception;
        }

        _refusal ??= exception;
        _log.WriteLine(exception.Message);
        if (_hasProcessor)
        {
            throw exception;
        }
    }
}
