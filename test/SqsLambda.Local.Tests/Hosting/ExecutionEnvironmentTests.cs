using System.Text;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Hosting.Children;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Tests.CommandLine;
using SqsLambda.Local.Tests.Http;

namespace SqsLambda.Local.Tests.Hosting;

/// <summary>A function in a process of its own, over the Runtime API.</summary>
public sealed class ExecutionEnvironmentTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly RecordingWriter _log = new();
    private readonly List<string> _crashes = [];

    [Fact]
    public async Task It_has_its_own_runtime_configuration_and_what_Lambda_tells_it()
    {
        await using ExecutionEnvironment function = await OpenAsync("Runtime");
        Assert.Equal("\"True, of the function, True\"", await ResponseAsync(function, "{}"));

        await using ExecutionEnvironment context = await OpenAsync("ValueLater");
        Assert.Matches("""^\{"text":"Hello Ann from other, 256 MB, [0-9.]+ s"\}$""", await ResponseAsync(context, """{"name":"Ann"}"""));
    }

    [Fact]
    public async Task Events_and_responses_of_6_MB_pass_and_larger_responses_are_refused()
    {
        await using ExecutionEnvironment function = await OpenAsync("Echo");

        Assert.Equal(LocalFunction.MaxResponseBytes, (await InvokeAsync(function, new byte[LocalFunction.MaxResponseBytes])).Payload.Length);
        Assert.Equal(
            LocalFunction.TooLarge(LocalFunction.MaxResponseBytes + 1), (await InvokeAsync(function, new byte[LocalFunction.MaxResponseBytes + 1])).FunctionError);
        Assert.Equal("still there", await ResponseAsync(function, "still there"));
        Assert.Empty(_crashes);
    }

    [Fact]
    public async Task What_it_throws_is_told_with_its_cause_and_does_not_end_it()
    {
        await using ExecutionEnvironment function = await OpenAsync("Throwing");

        InvocationResult result = await InvokeAsync(function, "{}"u8.ToArray());

        Assert.Equal("InvalidOperationException: refused Caused by TimeoutException: too late", result.FunctionError);
        Assert.Empty(_crashes);
    }

    [Fact]
    public async Task A_process_that_does_not_answer_in_time_is_ended_and_the_next_event_starts_another()
    {
        var time = new FakeTimeProvider();
        await using ExecutionEnvironment function = await OpenAsync("HangOnce", time);

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
        await using ExecutionEnvironment function = await OpenAsync("Exiting");

        for (int i = 0; i < 2; i++)
        {
            Assert.Equal("Runtime exited with error: exit status 7", (await InvokeAsync(function, "{}"u8.ToArray())).FunctionError);
        }

        Assert.Equal(Enumerable.Repeat("Runtime exited with error: exit status 7. The process is started again with the next batch.", 2), _crashes);
    }

    public void Dispose() => _log.Dispose();

    private Task<ExecutionEnvironment> OpenAsync(string method, TimeProvider? time = null) => ExecutionEnvironment.OpenAsync(
        new FunctionDescription("other", OtherFunction.Handler(method), OtherFunction.AssemblyPath, OtherFunction.Folder)
        {
            TimeoutSeconds = 60,
            MemoryMB = 256,
        },
        new Dictionary<string, string>(),
        new FunctionLog(_log),
        _crashes.Add,
        time ?? TimeProvider.System,
        CancellationToken.None);

    private static Task<InvocationResult> InvokeAsync(ExecutionEnvironment function, byte[] payload) => function.InvokeAsync(payload).WaitAsync(Bound);

    private static async Task<string> ResponseAsync(ExecutionEnvironment function, string payload)
    {
        InvocationResult result = await InvokeAsync(function, Encoding.UTF8.GetBytes(payload));
        Assert.Null(result.FunctionError);
        return Encoding.UTF8.GetString(result.Payload);
    }
}
