using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests;

/// <summary>The function on the laptop, which finds it and its samples by the defaults file in the top folder.</summary>
public sealed class LaptopTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task The_samples_show_messages_that_succeed_a_duplicate_a_retry_and_a_dead_letter()
    {
        CommandResult run = await RunAsync("--port", "0", "--until-idle", "--fifo", "--dead-letter-at-once");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains($"/{ToolsDefaults.Text("function-name")}.fifo", run.Output, StringComparison.Ordinal);
        Assert.Contains("dead-lettered: quantity is 0: 1 to 10,000 is allowed", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("sent 5, processed 3, duplicates 1, retries 1, dead-lettered 1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_the_saved_event_the_message_that_is_not_valid_is_returned()
    {
        CommandResult run = await RunAsync("invoke", "--event", Repo.PathOf("test", "SqsLambda.Tests", "event.json"));

        Assert.Equal((0, """{"batchItemFailures":[{"itemIdentifier":"2e1424d4-f796-459a-8184-9c92662be6da"}]}"""), (run.ExitCode, run.Output));
        Assert.Contains("quantity is 0: 1 to 10,000 is allowed.", run.Error, StringComparison.Ordinal);
    }

    private static Task<CommandResult> RunAsync(params string[] arguments)
    {
        string bin = Path.GetRelativePath(Repo.PathOf("test", "SqsLambda.Tests"), AppContext.BaseDirectory);
        return Command.RunAsync(Limit, AwsEnvironment.With(), "dotnet", [Repo.PathOf("src", "SqsLambda.Local", bin, "SqsLambda.Local.dll"), .. arguments]);
    }
}
