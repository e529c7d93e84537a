using System.Text.Json;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Deploy;

namespace SqsLambda.Tests.OfflineFeed.RuntimeClient;

/// <summary>What the runtime client does before it asks for an event.</summary>
public sealed class InitTests
{
    private static readonly (string, string) SnapStart = ("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");

    [Fact]
    public async Task What_the_initializer_throws_is_reported_and_ends_the_process()
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync(("SCRIPT", "throw"));

        RuntimeRequest report = await function.Api.InitError.WaitAsync(Command.HangLimit);

        await function.Process.WaitForExitAsync().WaitAsync(Command.HangLimit);
        Assert.Equal("no init", JsonDocument.Parse(report.Body).RootElement.GetProperty("errorMessage").GetString());
        Assert.False(report.Headers.ContainsKey("Lambda-Runtime-Function-Error-Type"));
        Assert.NotEqual(0, function.Process.ExitCode);
        Assert.Equal(["POST /init/error"], function.Api.Calls);
    }

    [Fact]
    public async Task An_initializer_that_refuses_ends_the_process_without_a_word()
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync(("SCRIPT", "refuse"));

        await function.Process.WaitForExitAsync().WaitAsync(Command.HangLimit);

        Assert.Equal(0, function.Process.ExitCode);
        Assert.Empty(function.Api.Calls);
    }

    [Fact]
    public async Task With_SnapStart_no_event_is_asked_for_before_the_restore_and_the_hooks_run_around_it()
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync(SnapStart);
        Task<string> response = function.Api.InvokeAsync("restored");

        await function.Api.SnapshotReady.WaitAsync(Command.HangLimit);
        Assert.Equal(["GET /restore/next"], function.Api.Calls);
        function.Api.Restore();

        Assert.Equal("restored", await response.WaitAsync(Command.HangLimit));
        Assert.Equal(["GET /restore/next", "GET /invocation/next"], function.Api.Calls.Take(2));
        Assert.Equal(
            ["initialized", "before 2", "before 1", "after 1", "after 2"],
            (await function.EndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('\t')[^1].Trim()));
    }

    [Fact]
    public async Task A_hook_that_throws_before_the_snapshot_is_an_error_of_the_init()
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync(SnapStart, ("SCRIPT", "before 1"));

        RuntimeRequest report = await function.Api.InitError.WaitAsync(Command.HangLimit);

        await function.Process.WaitForExitAsync().WaitAsync(Command.HangLimit);
        Assert.Equal("Runtime.BeforeSnapshotError", report.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Equal(["POST /init/error"], function.Api.Calls);
    }

    [Fact]
    public async Task A_hook_that_throws_after_the_restore_is_an_error_of_the_restore()
    {
        await using FunctionProcess function = await ScriptedFunction.StartAsync(SnapStart, ("SCRIPT", "after 1"));
        function.Api.Restore();

        RuntimeRequest report = await function.Api.RestoreError.WaitAsync(Command.HangLimit);

        await function.Process.WaitForExitAsync().WaitAsync(Command.HangLimit);
        Assert.Equal("Runtime.AfterRestoreError", report.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Equal(["GET /restore/next", "POST /restore/error"], function.Api.Calls);
    }
}
