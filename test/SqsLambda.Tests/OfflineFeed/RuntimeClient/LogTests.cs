using System.Text.Json;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Deploy;

namespace SqsLambda.Tests.OfflineFeed.RuntimeClient;

/// <summary>The log of the runtime client, in the formats of Lambda's advanced logging controls.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task As_text_each_entry_has_its_time_its_request_and_its_level()
    {
        (string id, string[] output, string error) = await LogAsync();

        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t\tinfo\tinitialized$", output[0]);
        Assert.All(output[1..].Where(static line => line.Contains('\t', StringComparison.Ordinal)), line => Assert.Contains($"\t{id}\t", line, StringComparison.Ordinal));
        Assert.Equal(
            [
                "warn\tOrder o-1 took 2.5 ms, {{not a place} {list}",
                "fail\tIt is broken",
                "System.InvalidOperationException: broken",
                "info\t1.5 before b",
                "info\ta line",
                "trce\tstatic",
                "info\tconsole",
                "info\t7",
            ],
            output[1..].Select(static line => string.Join('\t', line.Split('\t').TakeLast(2))));
        Assert.StartsWith("raw, ", output[6], StringComparison.Ordinal);
        Assert.EndsWith($"\t{id}\tfail\terror console", error.Split('\n')[0].Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_JSON_each_argument_has_its_name()
    {
        (string id, string[] output, _) = await LogAsync(("AWS_LAMBDA_LOG_FORMAT", "JSON"));

        JsonElement[] entries = [.. output[1..].Select(static line => JsonDocument.Parse(line.Replace("raw, ", "", StringComparison.Ordinal)).RootElement)];
        Assert.All(entries, entry => Assert.Equal(id, entry.GetProperty("requestId").GetString()));
        Assert.Equal("Warning", entries[0].GetProperty("level").GetString());
        Assert.Equal("Order o-1 took 2.5 ms, {{not a place} {list}", entries[0].GetProperty("message").GetString());
        Assert.Equal(("o-1", "2.5", "[1,2]"), (entries[0].GetProperty("id").GetString(), entries[0].GetProperty("ms").GetString(), entries[0].GetProperty("list").GetRawText()));
        Assert.Equal(("System.InvalidOperationException", "broken"), (entries[1].GetProperty("errorType").GetString(), entries[1].GetProperty("errorMessage").GetString()));
        Assert.Equal("System.InvalidOperationException: broken", entries[1].GetProperty("stackTrace")[0].GetString());
        Assert.Equal((1.5, "b"), (entries[2].GetProperty("1").GetDouble(), entries[2].GetProperty("0").GetString()));
        Assert.Equal(["a line", "static", "console", "7"], entries[3..].Select(static entry => entry.GetProperty("message").GetString()));
    }

    [Theory]
    [InlineData("WARN", "Order o-1", "static")]
    [InlineData("FATAL", "static", "")]
    [InlineData("TRACE", "not wanted", "static")]
    public async Task Entries_below_the_level_are_left_out_unless_they_have_none(string level, string shown, string also)
    {
        (_, string[] output, _) = await LogAsync(("AWS_LAMBDA_LOG_LEVEL", level));

        string text = string.Join('\n', output);
        Assert.Contains(shown, text, StringComparison.Ordinal);
        Assert.Contains(also, text, StringComparison.Ordinal);
        Assert.Equal(level == "TRACE", text.Contains("console", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_setting_of_the_client_goes_before_that_of_Lambda()
    {
        (_, string[] output, _) = await LogAsync(
            ("AWS_LAMBDA_LOG_FORMAT", "JSON"), ("AWS_LAMBDA_HANDLER_LOG_FORMAT", "Unformatted"), ("AWS_LAMBDA_LOG_LEVEL", "TRACE"), ("AWS_LAMBDA_HANDLER_LOG_LEVEL", "Error"));

        Assert.Equal(["It is broken", "System.InvalidOperationException: broken", "raw, static"], output);
    }

    private static async Task<(string RequestId, string[] Output, string Error)> LogAsync(params (string, string)[] environment)
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync(environment);
        RuntimeRequest response = await function.Api.InvokeForRequestAsync("log").WaitAsync(Command.HangLimit);
        string error = await function.ErrorAsync();
        return (response.Call.Split('/')[2], (await function.EndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries), error);
    }
}
