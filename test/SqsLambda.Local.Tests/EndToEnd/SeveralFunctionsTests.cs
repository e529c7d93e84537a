using SqsLambda.Local.CommandLine;
using SqsLambda.Local.Tests.CommandLine;
using SqsLambda.Local.Tests.Hosting;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>Several functions in one run, each in a process of its own.</summary>
public sealed class SeveralFunctionsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public async Task A_process_that_crashes_is_started_again_and_does_not_touch_the_other_function()
    {
        Write("other.txt", "one", "exit", "bad", "last");

        CommandResult result = await RunAsync($$"""
            {
              "functions": [
                { "function": "{{MemoFunctionFolder.Path}}" },
                {
                  "function": "{{OtherFunction.Folder}}", "handler": "OtherFunction::Other.QueueHandler::Handle", "name": "other", "timeout": 60,
                  "queue": { "maxReceiveCount": 2 }, "mapping": { "batchSize": 1 }, "variables": { "OTHER_NAME": "Joe" }, "samples": "other.txt",
                },
              ],
            }
            """);

        Assert.Equal(1, result.ExitCode);
        string[] lines = result.Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Contains("other | sent 4, done 2, retries 2, dead-lettered 2", lines);
        Assert.Contains("memos | sent 5, processed 3, duplicates 1, ", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.Equal(2, lines.Count(static line => line.Contains("  Runtime exited with error: exit status 7. The process is started again with the next batch", StringComparison.Ordinal)));
        Assert.Contains("other | Joe handles last", result.Error, StringComparison.Ordinal);
        Assert.Contains(lines, static line => line.Contains("withheld once by the laptop, to show a retry", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.Contains("failed permanently: text is blank", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_constructor_that_throws_fails_each_batch_with_its_reason()
    {
        Write("samples.txt", "one");

        CommandResult result = await RunAsync($$"""
            {"functions":[{"function":"{{OtherFunction.Folder}}","handler":"OtherFunction::Other.BrokenConstructor::Handle","queue":{"maxReceiveCount":1},"samples":"samples.txt"}]}
            """);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "failed: The function could not be initialized: TargetInvocationException: Exception has been thrown by the target of an "
            + "invocation. Caused by InvalidOperationException: no configuration",
            result.Output, StringComparison.Ordinal);
    }

    [RequiresCommandFact("python3", "sh")]
    [Trait("Category", "Long")]
    public async Task A_program_of_another_language_runs_beside_others()
    {
        Write("samples.txt", "one", "bad");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Programs", "function.py"), Path.Combine(_folder.FullName, "function.py"));

        CommandResult result = await RunAsync($$"""
            {
              "functions": [
                { "command": "python3 function.py", "name": "python", "timeout": 60, "queue": { "maxReceiveCount": 2 }, "samples": "samples.txt" },
                { "function": "{{OtherFunction.Folder}}", "handler": "OtherFunction::Other.QueueHandler::Handle", "name": "other", "samples": false },
              ],
            }
            """);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("python | sent 2, done 1, retries 1, dead-lettered 1", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "allowed is an object with an array 'functions' of 1 to 20 functions.")]
    [InlineData("{\"functions\":[\n{\"handler\":\"A::B::C\"}]}", "line 2: functions[0] has no 'function': allowed is a path as with --function.")]
    [InlineData("{\"functions\":[\n{\"fonction\":1}]}", "line 2: there is no setting 'functions[0].fonction': allowed here are function, command, handler, ")]
    [InlineData("{\"functions\":[{\"command\":\"x\",\n\"handler\":\"A::B::C\"}]}", "line 2: functions[0].handler is for a .NET assembly: it is not allowed with 'command'.")]
    [InlineData("{\"functions\":[{\"command\":\"x\",\"function\":\"none\"}]}", "line 1: --function is 'none': allowed is the folder of the program, or an ")]
    [InlineData("{\"functions\":[{\"function\":\"none\"}]}", "line 1: --function is 'none': there is no such file or folder.")]
    [InlineData("{\"functions\":[{FUNCTION,\n\"timeout\":901}]}", "line 2: functions[0].timeout is 901: allowed is 1 to 900 seconds.")]
    [InlineData("{\"functions\":[{FUNCTION,\n\"queue\":{\"fifo\":\"yes\"}}]}", "line 2: functions[0].queue.fifo is yes: allowed is true or false.")]
    [InlineData("{\"functions\":[{FUNCTION,\n\"mapping\":{\n\"batchSize\":0}}]}", "line 3: functions[0].mapping.batchSize is 0: allowed is 1 to 10000.")]
    [InlineData("{\"functions\":[{FUNCTION},\n{FUNCTION}]}", "line 2: functions[1] has the name 'OtherFunction' and the queue 'OtherFunction': allowed are names that no other function of the file has.")]
    [InlineData("{\"functions\":[{FUNCTION,\n\"name\":\"\u00e4rger\"}]}", "line 1: functions[0] has the name '\u00e4rger': allowed are 1 to 64 of a-z, A-Z, 0-9, '-' and '_'.")]
    [InlineData("{\"functions\":[{FUNCTION,\"name\":\"a\"},\n{FUNCTION,\"name\":\"a-dlq\"}]}", "line 2: functions[1] has the name 'a-dlq' and the queue 'a-dlq': allowed are names that no other")]
    public async Task A_file_that_is_wrong_is_told_with_its_line_and_what_is_allowed(string content, string reason)
    {
        CommandResult result = await RunAsync(
            content.Replace("FUNCTION", $"\"function\":\"{OtherFunction.Folder}\",\"handler\":\"OtherFunction::Other.QueueHandler::Handle\"", StringComparison.Ordinal));

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(reason, Assert.Single(result.Error.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_file_says_for_each_function_is_refused_on_the_command_line()
    {
        CommandResult result = await LocalProgram.RunAsync(new Dictionary<string, string>(), "--functions", "any.json", "--fifo");

        Assert.Equal((2, "--fifo does not go with --functions, whose file says it for each function."), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_run_that_is_ended_before_it_began_says_so()
    {
        Write("functions.json", $$"""{"functions":[{"function":"{{OtherFunction.Folder}}","handler":"OtherFunction::Other.QueueHandler::Handle"}]}""");
        await using var output = new StringWriter();

        int exitCode = await CommandLineProgram.RunAsync(
            new TestFunctions(TimeProvider.System),
            ["--port", "0", "--functions", Path.Combine(_folder.FullName, "functions.json")],
            output,
            TextWriter.Null,
            TimeProvider.System,
            new CancellationToken(canceled: true));

        Assert.Equal((ExitCode.Success, "ended before it began"), (exitCode, output.ToString().TrimEnd()));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<CommandResult> RunAsync(string functions)
    {
        Write("functions.json", functions);
        return LocalProgram.RunAsync(
            new Dictionary<string, string>(), "--port", "0", "--until-idle", "--log", "--functions", Path.Combine(_folder.FullName, "functions.json"));
    }

    private void Write(string name, params string[] lines) => File.WriteAllLines(Path.Combine(_folder.FullName, name), lines);
}
