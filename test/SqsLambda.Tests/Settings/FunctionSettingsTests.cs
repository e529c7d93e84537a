using SqsLambda.Batch.Idempotency;
using SqsLambda.Orders;
using SqsLambda.Settings;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Settings;

public sealed class FunctionSettingsTests
{
    [Fact]
    public void Without_variables_the_defaults_hold() =>
        Assert.Equal(new FunctionSettings(), FunctionSettings.Read(static _ => null));

    [Fact]
    public void An_empty_variable_is_as_good_as_none() =>
        Assert.Equal(new FunctionSettings(), FunctionSettings.Read(static _ => ""));

    [Fact]
    public void Every_variable_is_read()
    {
        var environment = new Dictionary<string, string>
        {
            ["MAX_DEGREE_OF_PARALLELISM"] = "7",
            ["IDEMPOTENCY_TABLE"] = "invoices-idempotency",
            ["IDEMPOTENCY_KEY_PREFIX"] = "invoices",
            ["IDEMPOTENCY_EXPIRATION_DAYS"] = "30",
            ["IDEMPOTENCY_MAX_RECORDS"] = "20000",
            ["IDEMPOTENCY_STORE_POLICY"] = "process",
            ["BACKOFF_BASE_SECONDS"] = "5",
            ["BACKOFF_MAX_SECONDS"] = "600",
            ["DEAD_LETTER_QUEUE_URL"] = "https://sqs.eu-central-1.amazonaws.com/123456789012/invoices-dlq",
            ["STOP_AFTER_CONSECUTIVE_OUTAGES"] = "3",
            ["THROW_ON_FULL_BATCH_FAILURE"] = "true",
            ["METRICS"] = "false",
        };

        FunctionSettings settings = FunctionSettings.Read(environment.GetValueOrDefault);

        Assert.Equal(
            new FunctionSettings
            {
                MaxDegreeOfParallelism = 7,
                IdempotencyTable = "invoices-idempotency",
                IdempotencyKeyPrefix = "invoices",
                IdempotencyExpiration = TimeSpan.FromDays(30),
                IdempotencyMaxRecords = 20_000,
                IdempotencyStorePolicy = StoreFailurePolicy.Process,
                BackoffBase = TimeSpan.FromSeconds(5),
                BackoffMax = TimeSpan.FromSeconds(600),
                DeadLetterQueueUrl = "https://sqs.eu-central-1.amazonaws.com/123456789012/invoices-dlq",
                StopAfterConsecutiveOutages = 3,
                ThrowOnFullBatchFailure = true,
                Metrics = false,
            },
            settings);
        Assert.Equal(FunctionSettings.All.Select(setting => setting.Name).Order(), environment.Keys.Order());
    }

    [Theory]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "0", "a whole number from 1 to 1000")]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "1001", "a whole number from 1 to 1000")]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "ten", "a whole number from 1 to 1000")]
    [InlineData("MAX_DEGREE_OF_PARALLELISM", "99999999999", "a whole number from 1 to 1000")]
    [InlineData("IDEMPOTENCY_KEY_PREFIX", "  ", "1 to 128 characters, not blank")]
    [InlineData("IDEMPOTENCY_EXPIRATION_DAYS", "366", "a whole number from 1 to 365")]
    [InlineData("IDEMPOTENCY_MAX_RECORDS", "9999", "a whole number from 10000 to 10000000")]
    [InlineData("IDEMPOTENCY_TABLE", "ab", "3 to 255 of a-z, A-Z, 0-9, '_', '-' and '.'")]
    [InlineData("IDEMPOTENCY_TABLE", "or\"ders", "3 to 255 of a-z, A-Z, 0-9, '_', '-' and '.'")]
    [InlineData("IDEMPOTENCY_TABLE", "bestellungen-für-alle", "3 to 255 of a-z, A-Z, 0-9, '_', '-' and '.'")]
    [InlineData("BACKOFF_BASE_SECONDS", "-1", "a whole number from 0 to 43200")]
    [InlineData("BACKOFF_BASE_SECONDS", "43201", "a whole number from 0 to 43200")]
    [InlineData("BACKOFF_MAX_SECONDS", "0", "a whole number from 1 to 43200")]
    [InlineData("DEAD_LETTER_QUEUE_URL", "orders-dlq", "an http or https URL")]
    [InlineData("STOP_AFTER_CONSECUTIVE_OUTAGES", "many", "a whole number from 0 to 10000")]
    [InlineData("THROW_ON_FULL_BATCH_FAILURE", "yes", "true or false")]
    [InlineData("IDEMPOTENCY_STORE_POLICY", "Ignore", "Fail or Process")]
    [InlineData("IDEMPOTENCY_STORE_POLICY", "1", "Fail or Process")]
    public void A_bad_value_stops_the_cold_start_with_its_name_value_and_range(string name, string value, string allowed)
    {
        var exception = Assert.Throws<InvalidSettingException>(
            () => FunctionSettings.Read(variable => variable == name ? value : null));

        Assert.Equal($"Environment variable {name} is '{value}': allowed is {allowed}.", exception.Message);
    }

    [Fact]
    public void The_table_in_the_README_says_what_the_code_does()
    {
        string[] rows = [.. File.ReadLines(Repo.PathOf("README.md")).Where(static line => line.StartsWith("| `", StringComparison.Ordinal))];

        foreach (Setting setting in FunctionSettings.All.Append(OrderBooks.Table))
        {
            string defaultValue = setting.Default.Length == 0 ? "none" : $"`{setting.Default}`";
            Assert.Contains($"| `{setting.Name}` | {setting.Meaning} | {setting.Unit} | {setting.Allowed} | {defaultValue} |", rows);
        }
    }

    [Theory]
    [InlineData(null, "billing", "billing")]
    [InlineData("invoices", "billing", "invoices")]
    [InlineData(null, null, "sqs-lambda")]
    public void The_key_prefix_is_the_functions_name_unless_it_is_set(string? prefix, string? functionName, string expected)
    {
        FunctionSettings settings = FunctionSettings.Read(
            name => name == "IDEMPOTENCY_KEY_PREFIX" ? prefix : name == "AWS_LAMBDA_FUNCTION_NAME" ? functionName : null);

        Assert.Equal(expected, settings.IdempotencyKeyPrefix);
    }
}
