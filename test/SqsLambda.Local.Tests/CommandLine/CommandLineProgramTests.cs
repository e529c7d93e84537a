using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using SqsLambda.Local.CommandLine;

namespace SqsLambda.Local.Tests.CommandLine;

public sealed class CommandLineProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly RecordingWriter _output = new();
    private readonly RecordingWriter _error = new();

    [Theory]
    [InlineData("--nonsense", "--nonsense is no option: --help lists them all.")]
    [InlineData("--prot 5", "--prot is no option. Did you mean --port?")]
    [InlineData("--prot=5", "--prot is no option. Did you mean --port?")]
    [InlineData("--dead-letter", "--dead-letter is no option. Did you mean --dead-letter-at-once?")]
    [InlineData("--untilidle", "--untilidle is no option. Did you mean --until-idle?")]
    [InlineData("nonsense", "nonsense is no command: --help lists them all.")]
    [InlineData("invok", "invok is no command. Did you mean invoke?")]
    [InlineData("invoke --event x --function-timeot 5", "--function-timeot is no option. Did you mean --function-timeout?")]
    [InlineData("--open yes", "--open takes no value: write --open alone, without yes.")]
    [InlineData("--open=yes", "--open takes no value: write --open alone, without yes.")]
    [InlineData("--until-idle 5", "--until-idle takes no value: write --until-idle alone, without 5.")]
    [InlineData("--port 0 --open http://127.0.0.1:9324/", "--open takes no value: write --open alone, without http://127.0.0.1:9324/.")]
    [InlineData("invoke --event x --no-build now", "--no-build takes no value: write --no-build alone, without now.")]
    [InlineData("--open --opne", "--opne is no option. Did you mean --open?")]
    [InlineData("invoke --event x --open", "invoke has no --open: it is an option of a run.")]
    [InlineData("--port ten", "--port is ten: allowed is 0 to 65535.")]
    [InlineData("--port 1,000", "--port is 1,000: allowed is 0 to 65535.")]
    [InlineData("--port 99999999999", "--port is 99999999999: allowed is 0 to 65535.")]
    [InlineData("--port 1 --port 2", "--port is given more than once: allowed is once.")]
    [InlineData("--visibility-timeout 6.0", "--visibility-timeout is 6.0: allowed is 0 to 43200.")]
    [InlineData("--max-receive-count x", "--max-receive-count is x: allowed is 1 to 1000.")]
    [InlineData("--batch-size x", "--batch-size is x: allowed is 1 to 10000.")]
    [InlineData("--batching-window x", "--batching-window is x: allowed is 0 to 300.")]
    [InlineData("--maximum-concurrency x", "--maximum-concurrency is x: allowed is 2 to 1000.")]
    [InlineData("--reserved-concurrency x", "--reserved-concurrency is x: allowed is 0 to 1000.")]
    [InlineData("--function-timeout x", "--function-timeout is x: allowed is 1 to 900.")]
    [InlineData("--seed abc", "--seed is abc: allowed is -9223372036854775808 to 9223372036854775807.")]
    [InlineData("--fault-crash x", "--fault-crash is x: allowed is 0 to 100 percent.")]
    [InlineData("--fault-crash 10,1", "--fault-crash is 10,1: allowed is 0 to 100 percent.")]
    [InlineData("--fault-crash 5,5", "--fault-crash is 5,5: allowed is 0 to 100 percent.")]
    [InlineData("--fault-crash 1e1", "--fault-crash is 1e1: allowed is 0 to 100 percent.")]
    [InlineData("--fault-crash NaN", "--fault-crash is NaN: allowed is 0 to 100 percent.")]
    [InlineData("invoke --event x --function-timeout x", "--function-timeout is x: allowed is 1 to 900.")]
    [InlineData("--port", "--port has no value: it needs NUMBER.")]
    [InlineData("invoke", "--event is missing: it needs FILE.")]
    [InlineData("--port -1", "--port is -1: allowed is 0 to 65535.")]
    [InlineData("--port 65536", "--port is 65536: allowed is 0 to 65535.")]
    [InlineData("--batch-size 11", "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10: set a batching window (--batching-window, or batchingWindow in a functions file)")]
    [InlineData("--fifo --batch-size 11", "Batch size is 11: FIFO queues allow at most 10 (--batch-size, or batchSize in a functions file)")]
    [InlineData("--fifo --batching-window 1", "Batching window is not supported for FIFO queues (--batching-window, or batchingWindow in a functions file)")]
    [InlineData("--maximum-concurrency 1", "--maximum-concurrency is 1: allowed is 2 to 1000.")]
    [InlineData(
        "--visibility-timeout 5 --function-timeout 6",
        "Queue visibility timeout: 5 seconds is less than Function timeout: 6 seconds (--visibility-timeout must be at least --function-timeout; "
        + "in a functions file, visibilityTimeout at least timeout; with --queue-url, the queue's own visibility timeout counts)")]
    [InlineData("--visibility-timeout 43201", "--visibility-timeout is 43201: allowed is 0 to 43200.")]
    [InlineData("--max-receive-count 1001", "--max-receive-count is 1001: allowed is 1 to 1000.")]
    [InlineData("--reserved-concurrency -1", "--reserved-concurrency is -1: allowed is 0 to 1000.")]
    [InlineData("--fault-crash 101", "--fault-crash is 101: allowed is 0 to 100 percent.")]
    [InlineData("--fault-delete -0.5", "--fault-delete is -0.5: allowed is 0 to 100 percent.")]
    [InlineData("--report-batch-item-failures maybe", "--report-batch-item-failures is maybe: allowed is on or off.")]
    [InlineData("--queue-url http://127.0.0.1:9/0/memos --fifo", "--fifo is for a queue of this process: it is not allowed with --queue-url.")]
    [InlineData("--allow-host http://a", "--allow-host is http://a: allowed is a host name or address without a port, such as queues.example.")]
    [InlineData("--allow-host a --allow-host b:80", "--allow-host is b:80: allowed is a host name or address without a port, such as queues.example.")]
    [InlineData("invoke --event no-such-file --function-timeout 0", "--function-timeout is 0: allowed is 1 to 900.")]
    [InlineData("--command ", "--command is '': allowed is a command line, such as \"python3 function.py\".")]
    [InlineData("--command", "--command has no value: it needs COMMAND.")]
    [InlineData("--command x --runtime-api", "--command does not go with --runtime-api: the one starts a process, the other waits for it.")]
    [InlineData("--command x --handler A::B::C", "--handler is for a .NET assembly: it is not allowed with --command.")]
    [InlineData("--runtime-api --no-build", "--no-build is for a .NET assembly: it is not allowed with --runtime-api.")]
    [InlineData("--runtime-api --env AB=1", "--env is for a process that the run starts: it is not allowed with --runtime-api.")]
    [InlineData("--runtime-api --functions x", "--runtime-api is for one function: it does not go with --functions.")]
    [InlineData("--command x --functions x", "--command does not go with --functions, whose file says it for each function.")]
    [InlineData("--command x --function none", "--function is 'none': allowed is the folder of the program, or an aws-lambda-tools-defaults.json.")]
    [InlineData("--port 9001 --runtime-api", "--port and --runtime-api are both 9001: they need different ports.")]
    [InlineData("--runtime-api 9324", "--port and --runtime-api are both 9324: they need different ports.")]
    [InlineData("--command python3 function.py", "function.py is no command of its own: put the whole command line in quotes, such as --command \"python3 function.py\".")]
    [InlineData("invoke --event x --command y", "invoke has no --command: it is an option of a run.")]
    [InlineData("invoke --until-idle --event x", "invoke has no --until-idle: it is an option of a run.")]
    [InlineData("--region eu-west-1", "--region is no option: set the environment variable AWS_REGION, or write --env AWS_REGION=eu-west-1.")]
    [InlineData("--region eu-west-1 --queue-url http://127.0.0.1:9/0/memos", "--region is no option: set the environment variable AWS_REGION.")]
    [InlineData("--env _HANDLER=app.handler", "--env is '_HANDLER=app.handler': Lambda sets _HANDLER itself. Write it in the command: --command \"_HANDLER=app.handler ./bootstrap\".")]
    [InlineData("--runtime-api ten", "--runtime-api is ten: allowed is 0 to 65535.")]
    [InlineData("--runtime-api 65536", "--runtime-api is 65536: allowed is 0 to 65535.")]
    [InlineData("--send ", "--send is '': allowed is the path of a file.")]
    [InlineData("--functions ", "--functions is '': allowed is the path of a file.")]
    [InlineData("invoke --event ", "--event is '': allowed is the path of a file.")]
    [InlineData("--port \u001b[31m\u202e", "--port is  [31m : allowed is 0 to 65535.")]
    public async Task A_wrong_option_is_answered_with_one_line_and_exit_code_2(string commandLine, string answer)
    {
        Assert.Equal(ExitCode.Usage, await RunAsync(commandLine.Split(' ')));
        Assert.Equal(answer + Environment.NewLine, _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Help_shows_every_option_in_lines_of_at_most_100_columns_and_each_that_has_a_value_with_an_example()
    {
        Assert.Equal(ExitCode.Success, await RunAsync("--help"));

        string[] lines = _output.ToString().Split(Environment.NewLine);
        string words = string.Join(' ', _output.ToString().Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        Assert.All(lines, static line => Assert.InRange(line.Length, 0, 100));
        Assert.Equal(
            [
                "Usage", "Most used", "Which function, and its settings", "Queue: when messages come back, and who can reach it",
                "Event source mapping: batches, concurrency and filters", "DynamoDB tables", "Faults, as they happen on AWS: in percent of the receives of messages, 0 to 100",
                "Commands", "Examples",
            ],
            lines.Skip(2).Where(static line => line.Length > 0 && line[0] != ' '));
        Assert.All(new RunOptionSymbols().All, option =>
        {
            Assert.Matches($@"(?m)^  {option.Name}( {Regex.Escape(option.HelpName ?? "")})?(\r?\n)? +\S{{3}}", _output.ToString());
            Assert.Equal(option.HelpName is not null, words.Contains($" Example: {option.Name} ", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Help_of_invoke_shows_its_own_options()
    {
        Assert.Equal(ExitCode.Success, await RunAsync("invoke", "--help"));

        Assert.Equal(
            """
            Runs the function once on a saved event and prints its response. The log goes to standard error.

            Usage
              sqs-lambda-local invoke --event FILE

            Options
              --event FILE                        The file with the SQS event. - reads standard input.
                                                  Example: --event event.json
              --function-timeout NUMBER           Seconds after which the function is abandoned. 1 to 900.
                                                  [default: the function's own]
                                                  Example: --function-timeout 5
              --function PATH                     The function: a project file or folder, a published folder or
                                                  an aws-lambda-tools-defaults.json. [default: the
                                                  aws-lambda-tools-defaults.json of this folder or above]
                                                  Example: --function src/SqsLambda
              --handler HANDLER                   The handler, ASSEMBLY::TYPE::METHOD. [default:
                                                  function-handler of the defaults file]
                                                  Example: --handler Shop::Shop.Function::FunctionHandler
              --configuration NAME                Run this build of the project, such as Debug. [default: the
                                                  one that was built last]
                                                  Example: --configuration Release
              --no-build                          Run the last build as it is. Otherwise the project is built
                                                  first if a source file is newer than its build.
              --env NAME=VALUE                    Set an environment variable of the function. Repeat it for
                                                  each variable.
                                                  Example: --env LOG_LEVEL=debug

            """.ReplaceLineEndings(),
            _output.ToString());
    }

    [Fact]
    public async Task Invoke_prints_only_the_response_to_standard_output()
    {
        int exitCode = await RunAsync("invoke", "--event", Path.Combine(AppContext.BaseDirectory, "event.json"));

        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"2e1424d4-f796-459a-8184-9c92662be6da"}]}""" + Environment.NewLine, _output.ToString());
        Assert.Contains("text is blank.", _error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>As editors and shells of Windows save it.</summary>
    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public async Task Invoke_reads_an_event_with_a_byte_order_mark(string encoding)
    {
        string file = Path.Combine(_folder.FullName, "event.json");
        await File.WriteAllTextAsync(
            file, await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "event.json")), Encoding.GetEncoding(encoding));

        Assert.Equal(ExitCode.Success, await RunAsync("invoke", "--event", file));
        Assert.StartsWith("""{"batchItemFailures":[{""", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "it is not JSON (line 1, byte 1)")]
    [InlineData("{", "it is not JSON (line 1, byte 2)")]
    [InlineData("[]", "it is a JSON Array, not an object")]
    [InlineData("{}", "it has no array \"Records\"")]
    [InlineData("""{"Records":{}}""", "it has no array \"Records\"")]
    [InlineData("""{"Records":[1]}""", "not every record is a message with \"eventSource\":\"aws:sqs\"")]
    [InlineData("""{"Records":[{"eventSource":"aws:sqs","messageId":"a"},{"eventSource":"aws:sqs"}]}""", "not every record has a \"messageId\"")]
    [InlineData("""{"Records":[{"eventSource":"aws:sqs","messageId":""}]}""", "not every record has a \"messageId\"")]
    [InlineData("""{"Records":[{"eventSource":"aws:sqs","messageId":5}]}""", "not every record has a \"messageId\"")]
    [InlineData("""{"Records":[{"eventSource":"aws:s3"}]}""", "not every record is a message with \"eventSource\":\"aws:sqs\"")]
    public async Task A_file_that_is_no_SQS_event_is_answered_with_one_line_and_exit_code_2(string content, string reason)
    {
        string file = Path.Combine(_folder.FullName, "event.json");
        await File.WriteAllTextAsync(file, content);

        Assert.Equal(ExitCode.Usage, await RunAsync("invoke", "--event", file));
        Assert.Equal($"--event is {file}, which is no SQS event: {reason}.{Environment.NewLine}", _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData("invoke", "--event")]
    [InlineData("--send")]
    public async Task A_missing_file_is_answered_with_one_line_and_exit_code_2(params string[] commandLine)
    {
        string file = Path.Combine(_folder.FullName, "missing");

        Assert.Equal(ExitCode.Usage, await RunAsync([.. commandLine, file]));
        Assert.StartsWith($"{commandLine[^1]} is {file}, which cannot be read: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Single(_error.ToString().TrimEnd().Split(Environment.NewLine));
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    private Task<int> RunAsync(params string[] args) =>
        CommandLineProgram.RunAsync(new TestFunctions(TimeProvider.System), args, _output, _error, TimeProvider.System, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
}
