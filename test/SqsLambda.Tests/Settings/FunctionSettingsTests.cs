using SqsLambda.Batch.Idempotency;
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
            ["IDEMPOTENCY_KEY_PREFIX"] = "invoices",
            ["IDEMPOTENCY_EXPIRATION_DAYS"] = "30",
            ["IDEMPOTENCY_MAX_RECORDS"] = "500",
            ["IDEMPOTENCY_STORE_POLICY"] = "process",
        };

        FunctionSettings settings = FunctionSettings.Read(environment.GetValueOrDefault);

        Assert.Equal(
            new FunctionSettings
            {
                MaxDegreeOfParallelism = 7,
                IdempotencyKeyPrefix = "invoices",
                IdempotencyExpiration = TimeSpan.FromDays(30),
                IdempotencyMaxRecords = 500,
                IdempotencyStorePolicy = StoreFailurePolicy.Process,
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
    [InlineData("IDEMPOTENCY_MAX_RECORDS", "-1", "a whole number from 1 to 10000000")]
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

        foreach (Setting setting in FunctionSettings.All)
        {
            Assert.Contains($"| `{setting.Name}` | {setting.Meaning} | {setting.Unit} | {setting.Allowed} | `{setting.Default}` |", rows);
        }
    }
}
