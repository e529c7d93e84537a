using SqsLambda.Aws.Queues;
using SqsLambda.Aws.Settings;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Tests.Settings;

public sealed class FunctionSettingsTests
{
    private const string WholeNumber = "a whole number from 1 to 1000";
    private const string Table = "3 to 255 of a-z, A-Z, 0-9, '_', '-' and '.'";
    private const string Prefix = "1 to 128 characters, not blank, without '#' and control characters";
    private const string Queue = "1 to 80 of a-z, A-Z, 0-9, '-' and '_', with or without .fifo";
    private const string Url = "an http or https URL that ends in /account/name, such as https://sqs.eu-west-1.amazonaws.com/123456789012/orders-dlq";

    private static readonly FunctionSettings Defaults = new()
    {
        MaxDegreeOfParallelism = 10,
        BlockingHandlers = false,
        IdempotencyTable = null,
        IdempotencyKeyPrefix = "sqs-lambda",
        IdempotencyExpiration = TimeSpan.FromDays(14),
        IdempotencyMaxRecords = 100_000,
        IdempotencyStorePolicy = StoreFailurePolicy.Fail,
        BackoffBase = TimeSpan.Zero,
        BackoffMax = TimeSpan.FromMinutes(15),
        DeadLetterQueue = null,
        StopAfterConsecutiveOutages = 0,
        ThrowOnFullBatchFailure = false,
        Metrics = true,
        IsInLambda = false,
    };

    [Fact]
    public void Without_variables_the_defaults_hold()
    {
        Assert.Equal(Defaults, new FunctionSettings());
        Assert.Equal(Defaults, FunctionSettings.Read(static _ => null));
    }

    [Fact]
    public void An_empty_variable_counts_as_not_set() => Assert.Equal(Defaults, FunctionSettings.Read(static _ => ""));

    [Fact]
    public void Every_variable_is_read()
    {
        var environment = new Dictionary<string, string>
        {
            ["MAX_DEGREE_OF_PARALLELISM"] = "7",
            ["BLOCKING_HANDLERS"] = "True",
            ["IDEMPOTENCY_TABLE"] = "invoices-idempotency",
            ["IDEMPOTENCY_KEY_PREFIX"] = "invoices",
            ["IDEMPOTENCY_EXPIRATION_DAYS"] = "30",
            ["IDEMPOTENCY_MAX_RECORDS"] = "20000",
            ["IDEMPOTENCY_STORE_POLICY"] = "process",
            ["BACKOFF_BASE_SECONDS"] = "5",
            ["BACKOFF_MAX_SECONDS"] = "600",
            ["DEAD_LETTER_QUEUE"] = "invoices-dlq",
            ["STOP_AFTER_CONSECUTIVE_OUTAGES"] = "3",
            ["THROW_ON_FULL_BATCH_FAILURE"] = "true",
            ["METRICS"] = "FALSE",
            ["AWS_LAMBDA_FUNCTION_NAME"] = "billing",
        };
        var expected = new FunctionSettings
        {
            MaxDegreeOfParallelism = 7,
            BlockingHandlers = true,
            IdempotencyTable = "invoices-idempotency",
            IdempotencyKeyPrefix = "invoices",
            IdempotencyExpiration = TimeSpan.FromDays(30),
            IdempotencyMaxRecords = 20_000,
            IdempotencyStorePolicy = StoreFailurePolicy.Process,
            BackoffBase = TimeSpan.FromSeconds(5),
            BackoffMax = TimeSpan.FromSeconds(600),
            DeadLetterQueue = DeadLetterQueue.Named("invoices-dlq"),
            StopAfterConsecutiveOutages = 3,
            ThrowOnFullBatchFailure = true,
            Metrics = false,
            IsInLambda = true,
        };

        Assert.Equal(expected, FunctionSettings.Read(environment.GetValueOrDefault));

        const string DeadLetterUrl = "https://sqs.eu-central-1.amazonaws.com/123456789012/invoices-dlq";
        environment.Remove("DEAD_LETTER_QUEUE");
        environment["DEAD_LETTER_QUEUE_URL"] = DeadLetterUrl;
        Assert.Equal(expected with { DeadLetterQueue = DeadLetterQueue.Url(DeadLetterUrl) }, FunctionSettings.Read(environment.GetValueOrDefault));
        Assert.Equal(
            environment.Keys.Append("DEAD_LETTER_QUEUE").Except(["AWS_LAMBDA_FUNCTION_NAME"]).Order(),
            FunctionSettings.All.Select(static setting => setting.Name).Order());
    }

    [Theory]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "0", WholeNumber)]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "1001", WholeNumber)]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "ten", WholeNumber)]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "99999999999", WholeNumber)]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "10\n", WholeNumber)]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "10\0", WholeNumber)]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", " 10", WholeNumber)]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "+10", WholeNumber)]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "1.0", WholeNumber)]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "1e1", WholeNumber)]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "1,000", WholeNumber)]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "١٠", WholeNumber)]
    [InlineData("BLOCKING_HANDLERS", "1", "true or false")]
    [InlineData("BLOCKING_HANDLERS", "true\n", "true or false")]
    [InlineData("IDEMPOTENCY_KEY_PREFIX", "  ", Prefix)]
    [InlineData("IDEMPOTENCY_KEY_PREFIX", "orders#eu", Prefix)]
    [InlineData("IDEMPOTENCY_KEY_PREFIX", "orders\n", Prefix)]
    [InlineData("IDEMPOTENCY_KEY_PREFIX", "orders\u0085eu", Prefix)]
    [InlineData("IDEMPOTENCY_EXPIRATION_DAYS", "366", "a whole number from 1 to 365")]
    [InlineData("IDEMPOTENCY_MAX_RECORDS", "9999", "a whole number from 10000 to 10000000")]
    [InlineData("IDEMPOTENCY_TABLE", "ab", Table)]
    [InlineData("IDEMPOTENCY_TABLE", "or\"ders", Table)]
    [InlineData("IDEMPOTENCY_TABLE", "orders\n", Table)]
    [InlineData("IDEMPOTENCY_TABLE", "bestellungen-für-alle", Table)]
    [InlineData("BACKOFF_BASE_SECONDS", "-1", "a whole number from 0 to 43200")]
    [InlineData("BACKOFF_BASE_SECONDS", "43201", "a whole number from 0 to 43200")]
    [InlineData("BACKOFF_MAX_SECONDS", "0", "a whole number from 1 to 43200")]
    [InlineData("DEAD_LETTER_QUEUE", "orders.dlq", Queue)]
    [InlineData("DEAD_LETTER_QUEUE", "orders-dlq\n", Queue)]
    [InlineData("DEAD_LETTER_QUEUE", "arn:aws:sqs:eu-central-1:123456789012:orders-dlq", Queue)]
    [InlineData("DEAD_LETTER_QUEUE_URL", "orders-dlq", Url)]
    [InlineData("DEAD_LETTER_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq\n", Url)]
    [InlineData("DEAD_LETTER_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/orders-dlq", Url)]
    [InlineData("STOP_AFTER_CONSECUTIVE_OUTAGES", "many", "a whole number from 0 to 10000")]
    [InlineData("THROW_ON_FULL_BATCH_FAILURE", "yes", "true or false")]
    [InlineData("METRICS", " false", "true or false")]
    [InlineData("METRICS", "false\0", "true or false")]
    [InlineData("IDEMPOTENCY_STORE_POLICY", "Ignore", "Fail or Process")]
    [InlineData("IDEMPOTENCY_STORE_POLICY", "1", "Fail or Process")]
    [InlineData("IDEMPOTENCY_STORE_POLICY", "Fail\n", "Fail or Process")]
    [InlineData("IDEMPOTENCY_STORE_POLICY", "Fail,Process", "Fail or Process")]
    public void A_value_that_is_not_allowed_is_refused_in_one_line_with_its_variable_and_what_is_allowed(string name, string value, string allowed)
    {
        var exception = Assert.Throws<InvalidSettingException>(() => FunctionSettings.Read(variable => variable == name ? value : null));

        string shown = string.Concat(value.Select(static character => char.IsControl(character) ? ' ' : character));
        Assert.Equal($"Environment variable {name} is '{shown}': allowed is {allowed}.", exception.Message);
    }

    public static TheoryData<string, string, bool> PrefixLengths => new()
    {
        { "the longest", new string('p', 128), true },
        { "one more", new string('p', 129), false },
    };

    [Theory]
    [MemberData(nameof(PrefixLengths))]
    public void A_key_prefix_has_up_to_128_characters(string name, string prefix, bool isAllowed)
    {
        Exception? exception = Record.Exception(() => FunctionSettings.Read(variable => variable == "IDEMPOTENCY_KEY_PREFIX" ? prefix : null));

        Assert.True(isAllowed == exception is null, name);
    }

    [Fact]
    public void A_dead_letter_queue_is_given_by_its_name_or_by_its_URL_but_not_by_both()
    {
        var environment = new Dictionary<string, string>
        {
            ["DEAD_LETTER_QUEUE"] = "orders-dlq",
            ["DEAD_LETTER_QUEUE_URL"] = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq",
        };

        var exception = Assert.Throws<InvalidSettingException>(() => FunctionSettings.Read(environment.GetValueOrDefault));

        Assert.Equal(
            "Environment variables DEAD_LETTER_QUEUE ('orders-dlq') and DEAD_LETTER_QUEUE_URL ('https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq') are both set. Set only one of them.",
            exception.Message);
    }

    [Theory]
    [InlineData(null, "billing", "billing")]
    [InlineData("invoices", "billing", "invoices")]
    [InlineData(null, null, "sqs-lambda")]
    [InlineData("", "", "sqs-lambda")]
    public void The_key_prefix_is_the_functions_name_unless_it_is_set(string? prefix, string? functionName, string expected)
    {
        FunctionSettings settings = FunctionSettings.Read(
            name => name == "IDEMPOTENCY_KEY_PREFIX" ? prefix : name == "AWS_LAMBDA_FUNCTION_NAME" ? functionName : null);

        Assert.Equal((expected, functionName == "billing"), (settings.IdempotencyKeyPrefix, settings.IsInLambda));
    }

    [Fact]
    public void An_environment_is_needed() => Assert.Throws<ArgumentNullException>("environment", static () => FunctionSettings.Read(null!));
}
