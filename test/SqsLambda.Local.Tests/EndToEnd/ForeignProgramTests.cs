using SqsLambda.Local.Tests.Hosting;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>Functions of other languages, which are their own runtime: a few lines of Python and of JavaScript.</summary>
public sealed class ForeignProgramTests : IDisposable
{
    private static readonly IReadOnlyDictionary<string, string> NoVariables = new Dictionary<string, string>();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop-");

    [RequiresCommandFact("python3", "sh")]
    [Trait("Category", "Long")]
    public Task A_Python_program_returns_what_it_failed_and_is_started_again_after_a_crash() => ReturnsAndRestartsAsync("python3", "function.py");

    [RequiresCommandFact("node", "sh")]
    [Trait("Category", "Long")]
    public Task A_Node_program_returns_what_it_failed_and_is_started_again_after_a_crash() => ReturnsAndRestartsAsync("node", "function.mjs");

    [RequiresCommandFact("sh")]
    [Trait("Category", "Long")]
    public async Task The_command_gets_the_variables_that_Lambda_documents_and_those_of_the_user_and_how_it_ended_is_told()
    {
        Write("samples.jsonl", "one");
        Write("aws-lambda-tools-defaults.json", """{"function-name":"shop","function-handler":"app.handler","function-timeout":7,"function-memory-size":256}""");

        CommandResult result = await RunAsync(
            "--max-receive-count", "1", "--env", "CARRIER=post", "--command",
            "echo $_HANDLER $AWS_LAMBDA_FUNCTION_NAME $AWS_LAMBDA_FUNCTION_VERSION $AWS_LAMBDA_FUNCTION_MEMORY_SIZE $AWS_REGION $TZ $CARRIER; "
            + "echo $AWS_LAMBDA_RUNTIME_API $AWS_ENDPOINT_URL_SQS; [ \"$LAMBDA_TASK_ROOT\" = \"$(pwd)\" ] && exit 7");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("app.handler shop $LATEST 256 us-east-1 :UTC post", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^127\.0\.0\.1:\d+ http://127\.0\.0\.1:\d+\r?$", result.Error);
        Assert.Contains("Runtime exited with error: exit status 7. The process is started again with the next batch.", result.Output, StringComparison.Ordinal);
        Assert.Contains("timeout 7 s, memory 256 MB", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("sent 1, dead-lettered 1", result.Output, StringComparison.Ordinal);
    }

    [RequiresCommandFact("sh")]
    [Trait("Category", "Long")]
    public async Task A_command_that_the_shell_does_not_find_is_told()
    {
        Write("samples.jsonl", "one");

        CommandResult result = await RunAsync("--max-receive-count", "1", "--command", "no-such-runtime");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("failed: Runtime exited with error: exit status 127, command not found", result.Output, StringComparison.Ordinal);
    }

    [RequiresCommandFact("sh")]
    [Trait("Category", "Long")]
    public async Task An_init_error_fails_the_batch_with_its_reason()
    {
        Write("samples.jsonl", "one");

        CommandResult result = await RunAsync(
            "--max-receive-count", "1", "--function-timeout", "60",
            "--command", RuntimeOf(OtherFunction.AssemblyPath, "OtherFunction::Other.BrokenConstructor::Handle"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "failed: The function could not be initialized: TargetInvocationException: Exception has been thrown by the target of an "
            + "invocation. Caused by InvalidOperationException: no configuration",
            result.Output, StringComparison.Ordinal);
    }

    [RequiresCommandFact("python3", "sh", "ps")]
    [Trait("Category", "Long")]
    public async Task The_command_and_what_it_started_end_with_the_run()
    {
        string file = Path.Combine(_folder.FullName, "function.py");
        File.Copy(Program("function.py"), file);
        Write("samples.jsonl", "one");
        using var program = new RunningProgram(NoVariables, "--port", "0", "--function", _folder.FullName, "--command", $"python3 '{file}'; echo over");
        await program.WrittenAsync(" done");
        Assert.Contains(file, await ProcessesAsync(), StringComparison.Ordinal);

        await program.TerminateAsync();

        Assert.Equal(0, await program.EndAsync());
        Assert.EndsWith("sent 1, done 1", program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(file, await ProcessesAsync(), StringComparison.Ordinal);
    }

    [RequiresCommandFact("python3", "sh")]
    [Trait("Category", "Long")]
    public async Task The_configuration_of_a_web_server_is_the_functions_and_not_that_of_the_Runtime_API()
    {
        Write("samples.jsonl", "one");
        var variables = new Dictionary<string, string>
        {
            ["AllowedHosts"] = "shop.example",
            ["ASPNETCORE_URLS"] = "http://0.0.0.0:0",
            ["Kestrel__Endpoints__Shop__Url"] = "http://0.0.0.0:0",
        };

        CommandResult result = await LocalProgram.RunAsync(
            variables, "--port", "0", "--until-idle", "--log", "--function", _folder.FullName,
            "--command", $"echo $AWS_LAMBDA_RUNTIME_API $AllowedHosts; exec python3 '{Program("function.py")}'");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"(?m)^127\.0\.0\.1:\d+ shop\.example\r?$", result.Error);
        Assert.EndsWith("sent 1, done 1", result.Output, StringComparison.Ordinal);
    }

    [RequiresCommandFact("python3", "sh")]
    [Trait("Category", "Long")]
    public Task A_Python_program_that_is_started_elsewhere_is_waited_for_and_ends_quietly_with_the_run() => EndsWithTheRunAsync("python3", "function.py");

    [RequiresCommandFact("node", "sh")]
    [Trait("Category", "Long")]
    public Task A_Node_program_that_is_started_elsewhere_is_waited_for_and_ends_quietly_with_the_run() => EndsWithTheRunAsync("node", "function.mjs");

    [Fact]
    public void The_page_shows_the_Python_program() => Assert.Contains(
        $"```python\n{File.ReadAllText(Program("function.py"))}```".ReplaceLineEndings("\n"),
        File.ReadAllText(Repo.PathOf("src", "SqsLambda.Local", "README.md")).ReplaceLineEndings("\n"),
        StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Program(string name) => Path.Combine(AppContext.BaseDirectory, "Programs", name);

    // What Lambda's managed runtime does, played by the laptop's own runtime process.
    private static string RuntimeOf(string assembly, string handler) =>
        $"dotnet exec --depsfile '{Path.ChangeExtension(assembly, ".deps.json")}' --runtimeconfig '{Path.ChangeExtension(assembly, ".runtimeconfig.json")}' "
        + $"'{Path.Combine(AppContext.BaseDirectory, "SqsLambda.Local.dll")}' host '{handler}'";

    private static async Task<string> ProcessesAsync() => (await Command.RunAsync(Command.HangLimit, NoVariables, "ps", "-Aww", "-o", "args=")).Output;

    private async Task EndsWithTheRunAsync(string command, string file)
    {
        const string Waits = "waits for a process with AWS_LAMBDA_RUNTIME_API=";
        Write("samples.jsonl", "one", "bad");
        using var program = new RunningProgram(
            NoVariables, "--port", "0", "--until-idle", "--max-receive-count", "2", "--function-timeout", "60", "--function", _folder.FullName,
            "--runtime-api", "0");
        await program.WrittenAsync(Waits);
        string host = program.Output.Split(Waits)[1].Split('\n')[0].Trim();

        CommandResult elsewhere = await Command.RunAsync(
            Command.HangLimit, AwsEnvironment.With(new Dictionary<string, string> { ["AWS_LAMBDA_RUNTIME_API"] = host }), command, Program(file));

        Assert.Equal((0, ""), (elsewhere.ExitCode, elsewhere.Error));
        Assert.Equal(1, await program.EndAsync());
        Assert.Contains("a process has come", program.Output, StringComparison.Ordinal);
        Assert.EndsWith("sent 2, done 1, retries 1, dead-lettered 1", program.Output, StringComparison.Ordinal);
    }

    private async Task ReturnsAndRestartsAsync(string command, string file)
    {
        Write("samples.jsonl", "one", "bad", "crash", "last");

        CommandResult result = await RunAsync(
            "--max-receive-count", "2", "--batch-size", "1", "--function-timeout", "60", "--command", $"{command} '{Program(file)}'");

        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith("sent 4, done 2, retries 2, dead-lettered 2", result.Output, StringComparison.Ordinal);
        Assert.Contains($"function  {_folder.Name}, {command} ", result.Output, StringComparison.Ordinal);
        Assert.Equal(
            2,
            result.Output.Split(Environment.NewLine).Count(static line => line.EndsWith("  Runtime exited with error: exit status 3. The process is started again with the next batch.", StringComparison.Ordinal)));
        Assert.Equal(
            ["bad", "bad", "last", "one"],
            result.Error.Split(Environment.NewLine).Select(static line => line.Split(" handles ")).Where(static parts => parts.Length == 2).Select(static parts => parts[1]).Order(StringComparer.Ordinal));
    }

    private Task<CommandResult> RunAsync(params string[] arguments) =>
        LocalProgram.RunAsync(NoVariables, ["--port", "0", "--until-idle", "--log", "--function", _folder.FullName, .. arguments]);

    private void Write(string name, params string[] lines) => File.WriteAllLines(Path.Combine(_folder.FullName, name), lines);
}
