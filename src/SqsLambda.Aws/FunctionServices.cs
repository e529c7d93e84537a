using System.Diagnostics.CodeAnalysis;
using Amazon.DynamoDBv2;
using Amazon.SQS;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Queues;
using SqsLambda.Aws.Settings;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Aws;

/// <summary>
/// What a function is made of: its settings, clients, idempotency store, failure policy, metrics and clock. A function creates one, and with it its
/// processor.
/// </summary>
/// <remarks>
/// Clients are created when they are first needed. Region, credentials and endpoints come from the environment, as usual for the AWS SDK. It is made for
/// the constructor of a function, and not for concurrent use. The processors that it creates are.
/// </remarks>
public sealed class FunctionServices
{
    /// <summary>The namespace of the metrics in CloudWatch.</summary>
    public const string MetricsNamespace = "SqsLambda";

    private readonly Func<string, string?> _environment;
    private readonly TextWriter? _log;
    private readonly Func<IAmazonSQS>? _createSqs;
    private InvalidSettingException? _refusal;

    /// <summary>Creates services for a test or another host: without SQS, and with an idempotency store in memory unless a table is set.</summary>
    /// <param name="environment">Returns the value of an environment variable, or <see langword="null"/>; by default every variable is unset.</param>
    /// <exception cref="InvalidSettingException">A variable has a value that is not allowed.</exception>
    public FunctionServices(Func<string, string?>? environment = null)
    {
        _environment = environment ?? (static _ => null);
        Settings = FunctionSettings.Read(_environment);
    }

    private FunctionServices(Func<string, string?> environment, TextWriter log, Func<IAmazonSQS> createSqs)
    {
        _environment = environment;
        _log = log;
        var client = new Lazy<IAmazonSQS>(createSqs);
        _createSqs = () => client.Value;
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
            // Lambda takes each line of the standard output of the process for an entry of the log. The runtime's own console would put a time before it.
            Observers = [new EmfMetrics(Console.OpenStandardOutput(), MetricsNamespace, Runtime.TimeProvider)];
        }
    }

    /// <summary>The settings: by default those that the environment variables say.</summary>
    public FunctionSettings Settings { get; init; }

    /// <summary>The clock, ids, random numbers and threads of the engine.</summary>
    public BatchRuntime Runtime { get; init; } = BatchRuntime.System;

    /// <summary>Are told what happened to each message and each batch.</summary>
    public IReadOnlyList<IBatchObserver> Observers { get; init; } = [];

    /// <summary>
    /// The client for DynamoDB tables. By default it has short timeouts and does not retry, because the engine does (<see cref="DynamoDbClientConfig"/>).
    /// </summary>
    [field: MaybeNull]
    public IAmazonDynamoDB DynamoDb
    {
        get => field ??= new AmazonDynamoDBClient(DynamoDbClientConfig.Create());
        init;
    }

    /// <summary>
    /// The client that hides messages and sends them to the dead-letter queue. Without it, returned messages are left to their queue. Services of
    /// <see cref="FromEnvironment()"/> create it when it is needed (<see cref="SqsClientConfig"/>).
    /// </summary>
    public IAmazonSQS? Sqs { get; init; }

    /// <summary>Keeps the idempotency records. By default it is the table that is set, or the memory of this process.</summary>
    [field: MaybeNull]
    public IIdempotencyStore Store
    {
        get => field ??= OpenStore();
        init;
    }

    /// <summary>Creates services from the environment variables of the process, as deployed.</summary>
    /// <returns>
    /// The services. If a setting is not allowed, that is logged in one line, and every invocation fails with this line. Nothing is thrown here, because the
    /// runtime would hide the line behind an exception of its own.
    /// </returns>
    public static FunctionServices FromEnvironment() => FromEnvironment(
        Environment.GetEnvironmentVariable, Console.Error, static () => new AmazonSQSClient(SqsClientConfig.Create()));

    /// <summary>Opens what a table of the function holds.</summary>
    /// <typeparam name="T">The type of what is opened.</typeparam>
    /// <param name="setting">The variable that names the table.</param>
    /// <param name="open">Opens the table.</param>
    /// <param name="openInMemory">Replaces the table on a laptop or in a test, where the variable may be unset.</param>
    /// <returns>What was opened.</returns>
    /// <remarks>
    /// The variable must be set in Lambda, and wherever idempotency records are kept in a table: otherwise messages would be remembered as done whose effect
    /// is gone. If it is not, every invocation fails, as with a setting that is not allowed.
    /// </remarks>
    /// <exception cref="InvalidSettingException">
    /// The value is not allowed or missing, and these services were not created by <see cref="FromEnvironment()"/>.
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

            if (Settings is { IsInLambda: true } or { IdempotencyTable: not null })
            {
                Refuse(new(
                    $"Environment variable {setting.Name} is not set: in Lambda, and where IDEMPOTENCY_TABLE is set, it must name a DynamoDB table with the "
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
    /// <param name="key">Names the effect of a message.</param>
    /// <param name="payloadOf">Names what must be equal in messages with the same key (<see cref="IdempotencyOptions{TMessage}.PayloadOf"/>).</param>
    /// <returns>The processor. If a setting is not allowed, it fails every invocation.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/>, <paramref name="handler"/> or <paramref name="key"/> is <see langword="null"/>.</exception>
    public BatchProcessor<TMessage> CreateProcessor<TMessage>(
        MessageReader<TMessage> reader, IMessageHandler<TMessage> handler, IdempotencyKey<TMessage> key, Func<TMessage, string?>? payloadOf = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(key);
        if (_refusal is not null)
        {
            return BatchProcessor.Failing<TMessage>(_refusal);
        }

        var idempotency = new IdempotencyOptions<TMessage>(Store, key)
        {
            KeyPrefix = Settings.IdempotencyKeyPrefix,
            PayloadOf = payloadOf,
            StoreFailurePolicy = Settings.IdempotencyStorePolicy,
        };
        var options = new BatchOptions
        {
            MaxDegreeOfParallelism = Settings.MaxDegreeOfParallelism,
            BlockingHandlers = Settings.BlockingHandlers,
            Failures = NewFailurePolicy(),
            Observers = Observers,
            Runtime = Runtime,
        };
        return new(reader, handler, idempotency, options);
    }

    internal static FunctionServices FromEnvironment(Func<string, string?> environment, TextWriter log, Func<IAmazonSQS> createSqs) =>
        new(environment, log, createSqs);

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
                    + "another one runs again");
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
    }
}
