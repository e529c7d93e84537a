using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Hosting.Children;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Tests.CommandLine;
using SqsLambda.Local.Tests.Http;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.Hosting;

/// <summary>A function in a process of its own, over the Runtime API.</summary>
public sealed class ExecutionEnvironmentTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private const string MissingRuntime =
        "The program did not ask for an event (GET http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next). "
        + "A file with a handler needs a runtime client that calls it, such as awslambdaric.";

    private readonly RecordingWriter _log = new();
    private readonly List<string> _crashes = [];

    [Fact]
    public async Task It_has_its_own_runtime_configuration_and_what_Lambda_tells_it()
    {
        await using ExecutionEnvironment function = Open("Runtime");
        Assert.Equal("\"True, of the function, True\"", await ResponseAsync(function, "{}"));

        await using ExecutionEnvironment context = Open("ValueLater");
        Assert.Matches("""^\{"text":"Hello Ann from other, 256 MB, [0-9.]+ s"\}$""", await ResponseAsync(context, """{"name":"Ann"}"""));
    }

    [Fact]
    public async Task Events_and_responses_of_6_MB_pass_and_larger_responses_are_refused()
    {
        await using ExecutionEnvironment function = Open("Echo");

        Assert.Equal(LocalFunction.MaxResponseBytes, (await InvokeAsync(function, new byte[LocalFunction.MaxResponseBytes])).Payload.Length);
        Assert.Equal(
            LocalFunction.TooLarge(LocalFunction.MaxResponseBytes + 1), (await InvokeAsync(function, new byte[LocalFunction.MaxResponseBytes + 1])).FunctionError);
        Assert.Equal("still there", await ResponseAsync(function, "still there"));
        Assert.Empty(_crashes);
    }

    [Fact]
    public async Task What_it_throws_is_told_with_its_cause_and_does_not_end_it()
    {
        await using ExecutionEnvironment function = Open("Throwing");

        InvocationResult result = await InvokeAsync(function, "{}"u8.ToArray());

        Assert.Equal("InvalidOperationException: refused Caused by TimeoutException: too late", result.FunctionError);
        Assert.Empty(_crashes);
    }

    [Fact]
    public async Task A_process_that_does_not_answer_in_time_is_ended_and_the_next_event_starts_another()
    {
        var time = new FakeTimeProvider();
        await using ExecutionEnvironment function = Open("HangOnce", time);

        Task<InvocationResult> hanging = InvokeAsync(function, "\"hang\""u8.ToArray());
        await _log.WrittenAsync("The handler hangs.");
        await EndpointFixture.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return hanging.IsCompleted;
        });

        Assert.Equal("Task timed out after 60.00 seconds", (await hanging).FunctionError);
        Assert.Equal("\"answered\"", await ResponseAsync(function, "\"answer\""));
        Assert.Empty(_crashes);
    }

    [Fact]
    public async Task A_process_that_ends_fails_its_event_and_the_next_event_starts_another()
    {
        await using ExecutionEnvironment function = Open("Exiting");

        for (int i = 0; i < 2; i++)
        {
            Assert.Equal("Runtime exited with error: exit status 7", (await InvokeAsync(function, "{}"u8.ToArray())).FunctionError);
        }

        Assert.Equal(Enumerable.Repeat("Runtime exited with error: exit status 7. The process is started again with the next batch.", 2), _crashes);
    }

    [SkippableTheory]
    [InlineData("exit 0", "Runtime exited without providing a reason", true)]
    [InlineData("exit 7", "Runtime exited with error: exit status 7", false)]
    [InlineData("./", "Runtime exited with error: exit status 126, the command is not executable", false)]
    [InlineData("no-such-runtime", "Runtime exited with error: exit status 127, command not found", false)]
    public async Task A_program_that_ends_without_asking_for_an_event_is_told_with_what_may_help(string command, string error, bool isRuntimeMissing)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no sh.");
        await using ExecutionEnvironment function = Open(ProgramOf(command), new FunctionLog(_log) { IsShown = false }, TimeProvider.System);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(error, (await InvokeAsync(function, "{}"u8.ToArray())).FunctionError);
        }

        string ended = $"{error}. The process is started again with the next batch; --log shows what it wrote.";
        Assert.Equal(isRuntimeMissing ? [ended, MissingRuntime, ended] : [ended, ended], _crashes);
    }

    [RequiresCommandFact("sh", "sleep")]
    public async Task A_program_that_does_not_ask_for_an_event_in_time_is_told_with_what_may_help()
    {
        var time = new FakeTimeProvider();
        await using ExecutionEnvironment function = Open(ProgramOf("echo started; sleep 600"), new FunctionLog(_log), time);
        Task<InvocationResult> invocation = InvokeAsync(function, "{}"u8.ToArray());
        await _log.WrittenAsync("started");
        await EndpointFixture.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return invocation.IsCompleted;
        });

        Assert.Equal("Init timed out after 70.00 seconds", (await invocation).FunctionError);
        Assert.Equal([MissingRuntime], _crashes);
    }

    [RequiresCommandFact("sh", "sleep")]
    public async Task At_the_end_of_the_run_an_event_that_the_program_has_not_taken_is_given_up()
    {
        using var end = new CancellationTokenSource();
        await using ExecutionEnvironment function = Open(ProgramOf("echo started; sleep 600"), new FunctionLog(_log), TimeProvider.System);
        Task<InvocationResult> invocation = function.InvokeAsync("{}"u8.ToArray(), end.Token);
        await _log.WrittenAsync("started");

        await end.CancelAsync();

        Assert.True((await invocation.WaitAsync(Bound)).IsThrottled);
    }

    [RequiresCommandFact("sh", "setsid", "ps")]
    public async Task A_program_is_in_a_process_group_of_its_own_which_Ctrl_C_does_not_reach()
    {
        await using ExecutionEnvironment function = Open(ProgramOf("echo group $(ps -o pgid= -p $$) of $$"), new FunctionLog(_log), TimeProvider.System);
        await InvokeAsync(function, "{}"u8.ToArray());
        await _log.WrittenAsync(" of ");

        Match group = Regex.Match(_log.ToString(), "group ([0-9]+) of ([0-9]+)");
        Assert.Equal(group.Groups[2].Value, group.Groups[1].Value);
    }

    public void Dispose() => _log.Dispose();

    private static FunctionDescription ProgramOf(string command) =>
        new("other", HandlerString.None, "", OtherFunction.Folder) { Program = new(command, OtherFunction.Folder, null), TimeoutSeconds = 60 };

    private ExecutionEnvironment Open(string method, TimeProvider? time = null) => Open(
        new FunctionDescription("other", OtherFunction.Handler(method), OtherFunction.AssemblyPath, OtherFunction.Folder)
        {
            TimeoutSeconds = 60,
            MemoryMB = 256,
        },
        new FunctionLog(_log),
        time ?? TimeProvider.System);

    private ExecutionEnvironment Open(FunctionDescription function, FunctionLog log, TimeProvider time) =>
        new(function, new Dictionary<string, string>(), log, _crashes.Add, time);

    private static Task<InvocationResult> InvokeAsync(ExecutionEnvironment function, byte[] payload) => function.InvokeAsync(payload, CancellationToken.None).WaitAsync(Bound);

    private static async Task<string> ResponseAsync(ExecutionEnvironment function, string payload)
    {
        InvocationResult result = await InvokeAsync(function, Encoding.UTF8.GetBytes(payload));
        Assert.Null(result.FunctionError);
        return Encoding.UTF8.GetString(result.Payload);
    }
}
