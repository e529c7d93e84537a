using System.Text.Json;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Deploy;

namespace SqsLambda.Tests.OfflineFeed.RuntimeClient;

/// <summary>The runtime client gives events to the function, and answers to Lambda.</summary>
public sealed class InvocationTests
{
    [Fact]
    public async Task The_response_has_the_bytes_of_the_function()
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync();

        RuntimeRequest response = await InvokeAsync(function, "long answer, then a short one");

        Assert.Equal("long answer, then a short one", response.Body);
        Assert.EndsWith("/response", response.Call, StringComparison.Ordinal);
        Assert.Equal(("application/json", "application/json"), (response.Headers["Content-Type"], response.Headers["Accept"]));
        Assert.Matches(@"^aws-lambda-dotnet/[\w.-]+-\d+\.\d+\.\d+\.\d+$", response.Headers["User-Agent"]);
        Assert.Equal("short", (await InvokeAsync(function, "short")).Body);
    }

    [Fact]
    public async Task The_context_says_what_the_headers_and_the_environment_say()
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync(
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"), ("AWS_LAMBDA_FUNCTION_VERSION", "7"));

        RuntimeRequest response = await function.Api.InvokeForRequestAsync(
            "context",
            ("Lambda-Runtime-Invoked-Function-Arn", "arn:f"), ("Lambda-Runtime-Trace-Id", "Root=1-2"), ("Lambda-Runtime-Aws-Tenant-Id", "t-1")).WaitAsync(Command.HangLimit);

        string[] context = response.Body.Split('\n');
        Assert.Equal($"POST /invocation/{context[0]}/response", response.Call);
        Assert.Equal(["arn:f", "Root=1-2", "Root=1-2", "t-1", "sqs-lambda-orders", "7", "512"], context[1..8]);
        Assert.InRange(int.Parse(context[8], System.Globalization.CultureInfo.InvariantCulture), 1, 30);
        Assert.Equal("True", context[9]);
    }

    [Fact]
    public async Task Without_headers_the_context_is_empty_and_the_trace_id_of_the_last_event_is_gone()
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync();
        await function.Api.InvokeForRequestAsync("context", ("Lambda-Runtime-Trace-Id", "Root=1-2")).WaitAsync(Command.HangLimit);

        string[] context = (await InvokeAsync(function, "context")).Body.Split('\n');

        Assert.Equal(["", "", "", ""], context[1..5]);
        Assert.Equal("0", context[7]);
    }

    [Fact]
    public async Task What_the_handler_throws_is_reported_with_its_cause_and_the_next_event_is_asked_for()
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync();

        RuntimeRequest report = await InvokeAsync(function, "throw");

        Assert.EndsWith("/error", report.Call, StringComparison.Ordinal);
        Assert.Equal("InvalidOperationException", report.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Equal("application/vnd.aws.lambda.error+json", report.Headers["Content-Type"]);
        JsonElement error = JsonDocument.Parse(report.Body).RootElement;
        Assert.Equal(("InvalidOperationException", "a \"quoted\"\nmessage"), ErrorOf(error));
        Assert.StartsWith("at ", error.GetProperty("stackTrace")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(("ArgumentException", "cause"), ErrorOf(error.GetProperty("cause")));
        JsonElement cause = JsonDocument.Parse(report.Headers["Lambda-Runtime-Function-XRay-Error-Cause"]).RootElement;
        Assert.Equal("InvalidOperationException", cause.GetProperty("exceptions")[0].GetProperty("type").GetString());
        Assert.NotEqual(0, cause.GetProperty("exceptions")[0].GetProperty("stack").GetArrayLength());
        Assert.Equal("again", (await InvokeAsync(function, "again")).Body);
        Assert.Matches(@"\tfail\tSystem\.InvalidOperationException:  a ""quoted""", await function.EndAsync());
    }

    [Fact]
    public async Task An_answer_to_an_error_that_is_no_JSON_ends_the_process()
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync();
        function.Api.AcceptedBody = "";

        await InvokeAsync(function, "throw");

        await function.Process.WaitForExitAsync().WaitAsync(Command.HangLimit);
        Assert.NotEqual(0, function.Process.ExitCode);
    }

    [Fact]
    public async Task The_process_ends_when_the_Runtime_API_has_no_further_event()
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync();

        Assert.Contains("RuntimeApiClientException", await function.ErrorAsync(), StringComparison.Ordinal);
        Assert.NotEqual(0, function.Process.ExitCode);
    }

    [Fact]
    public async Task With_a_concurrency_above_one_invocations_run_at_the_same_time()
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync(("AWS_LAMBDA_MAX_CONCURRENCY", "2"));

        Task<RuntimeRequest> first = InvokeAsync(function, "meet"), second = InvokeAsync(function, "meet");

        Assert.Equal($"POST /invocation/{(await second).Body}/response", (await first).Call);
        Assert.Equal($"POST /invocation/{(await first).Body}/response", (await second).Call);
    }

    [Fact]
    public async Task A_process_for_one_run_ends_after_the_first_event()
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync(("AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE", "TRUE"));

        await InvokeAsync(function, "once");

        await function.Process.WaitForExitAsync().WaitAsync(Command.HangLimit);
        Assert.Equal(0, function.Process.ExitCode);
    }

    private static Task<RuntimeRequest> InvokeAsync(FunctionProcess function, string json) =>
        function.Api.InvokeForRequestAsync(json).WaitAsync(Command.HangLimit);

    private static (string? Type, string? Message) ErrorOf(JsonElement error) =>
        (error.GetProperty("errorType").GetString(), error.GetProperty("errorMessage").GetString());
}
