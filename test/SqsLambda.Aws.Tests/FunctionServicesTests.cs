using Amazon.Lambda.SQSEvents;
using Amazon.SQS;
using SqsLambda.Aws.Settings;
using SqsLambda.Aws.Tests.Queues;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Reading;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Aws.Tests;

/// <summary>What a function is made of, and what becomes of a setting that is not allowed.</summary>
public sealed class FunctionServicesTests : IDisposable
{
    private static readonly TableSetting NotesTable = new("NOTES_TABLE", "id", "The notes");

    private readonly StringWriter _log = new();
    private readonly ScriptedHandler _handler = new();
    private Func<IAmazonSQS> _createSqs = static () => throw new InvalidOperationException("No client is needed.");

    /// <summary>The client of a table needs a region, which Lambda sets.</summary>
    static FunctionServicesTests() => Environment.SetEnvironmentVariable("AWS_REGION", Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1");

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "many", "Environment variable MAX_DEGREE_OF_PARALLELISM is 'many': allowed is a whole number from 1 to 1000.")]
    [InlineData("NOTES_TABLE", "no", "Environment variable NOTES_TABLE is 'no': allowed is 3 to 255 of a-z, A-Z, 0-9, '_', '-' and '.'.")]
    [InlineData("METRICS", "true\n", "Environment variable METRICS is 'true ': allowed is true or false.")]
    public async Task A_setting_that_is_not_allowed_is_logged_once_and_fails_every_invocation(string name, string value, string line)
    {
        FunctionServices services = Deployed((name, value));
        Assert.Equal("memory", services.OpenTable(NotesTable, static (_, table) => table, static () => "memory"));
        BatchProcessor<Note> processor = Processor(services);

        foreach (int _ in Enumerable.Range(0, 2))
        {
            Assert.Equal(line, (await Assert.ThrowsAsync<InvalidSettingException>(() => HandleAsync(processor))).Message);
        }

        Assert.Equal(line, _log.ToString().Trim());
        Assert.Empty(_handler.Called);
    }

    [Fact]
    public void Of_two_settings_that_are_not_allowed_the_first_fails_the_invocations_and_both_are_logged()
    {
        FunctionServices services = Deployed(("METRICS", "yes"), ("NOTES_TABLE", "no"));
        services.OpenTable(NotesTable, static (_, table) => table, static () => "memory");

        Assert.Equal(2, _log.ToString().Trim().Split('\n').Length);
    }

    [Fact]
    public void Elsewhere_a_setting_that_is_not_allowed_is_refused_at_once()
    {
        Assert.Throws<InvalidSettingException>(() => new FunctionServices(static name => name == "METRICS" ? "yes" : null));
        Assert.Throws<InvalidSettingException>(() => new FunctionServices(static name => name == "NOTES_TABLE" ? "no" : null)
            .OpenTable(NotesTable, static (_, table) => table, static () => "memory"));
    }

    [Theory]
    [InlineData(null, null, null, "memory", null)]
    [InlineData("notes", null, null, "notes", null)]
    [InlineData("notes", "records", "function", "notes", null)]
    [InlineData(null, "records", null, "memory", "Environment variable NOTES_TABLE is not set")]
    [InlineData(null, null, "function", "memory", "Environment variable NOTES_TABLE is not set")]
    public void A_table_of_the_function_must_be_set_in_Lambda_and_beside_a_table_of_idempotency_records(
        string? table, string? idempotencyTable, string? function, string opened, string? line)
    {
        FunctionServices services = Deployed(
            ("NOTES_TABLE", table), ("IDEMPOTENCY_TABLE", idempotencyTable), ("AWS_LAMBDA_FUNCTION_NAME", function), ("METRICS", "false"));

        Assert.Equal(opened, services.OpenTable(NotesTable, static (_, name) => name, static () => "memory"));

        Assert.StartsWith(line ?? "", _log.ToString(), StringComparison.Ordinal);
        Assert.Equal(line is null, _log.ToString().Length == 0);
    }

    /// <summary>The processor that exists already would go on, and acknowledge messages whose effect is gone.</summary>
    [Fact]
    public void A_table_that_is_refused_after_a_processor_was_created_ends_the_start_of_the_function()
    {
        FunctionServices services = Deployed(("AWS_LAMBDA_FUNCTION_NAME", "function"), ("METRICS", "false"));
        Processor(services);

        Assert.Throws<InvalidSettingException>(() => services.OpenTable(NotesTable, static (_, name) => name, static () => "memory"));
    }

    [Fact]
    public async Task In_Lambda_records_in_memory_are_warned_of_at_the_start()
    {
        BatchProcessor<Note> processor = Processor(Deployed(("AWS_LAMBDA_FUNCTION_NAME", "function"), ("METRICS", "false")));

        await HandleAsync(processor);

        Assert.StartsWith("Warning: IDEMPOTENCY_TABLE is not set", Assert.Single(_log.ToString().Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(["a"], _handler.Effects);
    }

    [Fact]
    public async Task The_client_for_SQS_is_created_when_it_is_needed_and_once()
    {
        int created = 0;
        _createSqs = () =>
        {
            created++;
            return new CannedSqs();
        };
        BatchProcessor<Note> processor = Processor(Deployed(("BACKOFF_BASE_SECONDS", "10"), ("DEAD_LETTER_QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/123456789012/dlq")));

        await HandleAsync(processor);
        Assert.Equal(0, created);

        _handler.Fails("b").On("c", static () => throw new PermanentFailureException("Never."));
        await HandleAsync(processor, "b", "c");
        Assert.Equal(1, created);
    }

    /// <summary>Otherwise no message of the environment would ever be dead-lettered.</summary>
    [Fact]
    public async Task A_client_for_SQS_that_could_not_be_created_is_created_the_next_time()
    {
        int created = 0;
        _createSqs = () => ++created == 1 ? throw new InvalidOperationException("No credentials yet.") : new CannedSqs();
        BatchProcessor<Note> processor = Processor(Deployed(("DEAD_LETTER_QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/123456789012/dlq")));
        _handler.On("c", static () => throw new PermanentFailureException("Never."));

        await HandleAsync(processor, "c");
        await HandleAsync(processor, "c");

        Assert.Equal(2, created);
    }

    [Fact]
    public async Task Without_idempotency_a_message_is_handled_as_often_as_it_comes()
    {
        BatchProcessor<Note> processor =
            Deployed(("METRICS", "false")).CreateProcessorWithoutIdempotency(MessageReader.Json(NoteJsonContext.Default.Note), _handler);

        await HandleAsync(processor);
        await HandleAsync(processor);

        Assert.Equal(["a", "a"], _handler.Effects);
    }

    [Fact]
    public async Task Observers_of_the_functions_own_are_told_too()
    {
        var observer = new CountingObserver();
        var services = FunctionServices.FromEnvironment(static _ => null, _log, _createSqs, observer);

        await HandleAsync(Processor(services));

        Assert.Equal(1, observer.Batches);
    }

    [Fact]
    public void What_every_function_needs_is_asked_for()
    {
        var services = new FunctionServices();
        var reader = MessageReader.Json(NoteJsonContext.Default.Note);

        Assert.Throws<ArgumentNullException>("reader", () => services.CreateProcessor(null!, _handler, IdempotencyKey.MessageId<Note>()));
        Assert.Throws<ArgumentNullException>("handler", () => services.CreateProcessor(reader, null!, IdempotencyKey.MessageId<Note>()));
        Assert.Throws<ArgumentNullException>("key", () => services.CreateProcessor(reader, _handler, null!));
        Assert.Throws<ArgumentNullException>("setting", () => services.OpenTable(null!, static (_, table) => table, static () => ""));
    }

    [Fact]
    public async Task A_store_of_another_package_is_used_in_place_of_the_table_and_gets_the_settings()
    {
        var store = new TestStore(TimeProvider.System);
        FunctionSettings? settings = null;
        FunctionServices services = Deployed(("IDEMPOTENCY_EXPIRATION_DAYS", "3"));

        BatchProcessor<Note> processor = Processor(services.UseStore(given =>
        {
            settings = given;
            return store;
        }));
        await HandleAsync(processor);

        Assert.Same(store, services.Store);
        Assert.Single(store.ClaimCalls);
        Assert.Equal(TimeSpan.FromDays(3), settings!.IdempotencyExpiration);
        Assert.Empty(_log.ToString());
    }

    [Fact]
    public void Without_a_store_of_another_package_the_store_stays_what_it_was()
    {
        IIdempotencyStore mine = new TestStore(TimeProvider.System);

        Assert.IsType<InMemoryIdempotencyStore>(new FunctionServices().UseStore(static _ => null).Store);
        Assert.Same(mine, new FunctionServices { Store = mine }.UseStore(static _ => null).Store);
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_is_logged_once_and_fails_every_invocation()
    {
        FunctionServices services = Deployed().UseStore(static _ => throw new ArgumentException("The address is\nwrong."));
        BatchProcessor<Note> processor = Processor(services);

        Assert.Equal("The address is wrong.", (await Assert.ThrowsAsync<InvalidSettingException>(() => HandleAsync(processor))).Message);
        Assert.Equal("The address is wrong.", _log.ToString().Trim());
        Assert.Throws<InvalidSettingException>(() => new FunctionServices().UseStore(static _ => throw new ArgumentException("The address is wrong.")));
    }

    [Fact]
    public void Where_the_records_outlive_the_process_its_effects_must_too()
    {
        FunctionServices services = new FunctionServices().UseStore(static _ => new TestStore(TimeProvider.System));

        var exception = Assert.Throws<InvalidSettingException>(() => services.OpenTable(NotesTable, static (_, table) => table, static () => "memory"));

        Assert.Equal(
            "Environment variable NOTES_TABLE is not set: in Lambda, and where idempotency records outlive the process, it must name a DynamoDB table with the partition key id.",
            exception.Message);
    }

    [Fact]
    public void A_store_is_set_before_the_processor_is_created()
    {
        var services = new FunctionServices();
        Processor(services);

        Assert.Throws<InvalidOperationException>(() => services.UseStore(static _ => null));
    }

    private FunctionServices Deployed(params (string Name, string? Value)[] variables) =>
        FunctionServices.FromEnvironment(name => variables.FirstOrDefault(variable => variable.Name == name).Value, _log, _createSqs);

    private BatchProcessor<Note> Processor(FunctionServices services) =>
        services.CreateProcessor(MessageReader.Json(NoteJsonContext.Default.Note), _handler, IdempotencyKey.Field<Note>(static note => note.Id));

    private static Task<SQSBatchResponse> HandleAsync(BatchProcessor<Note> processor, params string[] ids) => processor.ProcessAsync(
        Notes.Of(ids.Length == 0 ? ["a"] : ids), new TestInvocationContext());

    private sealed class CountingObserver : SilentObserver
    {
        public int Batches { get; private set; }

        public override void OnBatch(BatchSummary summary) => Batches++;
    }
}
