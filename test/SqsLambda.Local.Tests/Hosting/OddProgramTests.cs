using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Hosting.Children;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Tests.CommandLine;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.Hosting;

/// <summary>Programs that end, leave processes behind or report errors when it is least convenient: each event belongs to one start of a process.</summary>
public sealed class OddProgramTests : IDisposable
{
    private const string InitError = "The function could not be initialized: ImportError: no module";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("odd-");
    private readonly RecordingWriter _log = new();
    private readonly List<string> _told = [];

    [RequiresCommandFact("python3", "sh")]
    public async Task What_a_process_left_behind_gets_no_event_of_the_next_process()
    {
        await using ExecutionEnvironment function = Open("serve");
        Task<InvocationResult> first = InvokeAsync(function, "\"leave one that asks\"");
        await _log.WrittenAsync("asks");
        Go();

        Assert.Equal("Runtime exited with error: exit status 3", (await first).FunctionError);
        for (int i = 0; i < 5; i++)
        {
            Assert.EndsWith($" {i}\"", await ResponseAsync(function, $"\"{i}\""), StringComparison.Ordinal);
        }
    }

    [RequiresCommandFact("python3", "sh")]
    public async Task An_event_that_a_process_did_not_take_before_it_ended_is_handed_to_the_next_one()
    {
        await using ExecutionEnvironment function = Open("once");
        string first = await ResponseAsync(function, "\"first\"");
        Task<string> second = ResponseAsync(function, "\"second\"");
        Go();

        Assert.EndsWith(" second\"", await second, StringComparison.Ordinal);
        Assert.NotEqual(first.Split(' ')[0], (await second).Split(' ')[0]);
        Assert.Equal("Runtime exited without providing a reason. The process is started again with the next batch.", _told[0]);
    }

    [RequiresCommandFact("python3", "sh")]
    public async Task What_a_process_started_ends_when_it_ends()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        await using ExecutionEnvironment function = Open("serve");
        Task<InvocationResult> invocation = InvokeAsync(function, $"{((IPEndPoint)listener.LocalEndpoint).Port}");
        using Socket left = await listener.AcceptSocketAsync().WaitAsync(Bound);
        Assert.Equal(4, await left.ReceiveAsync(new byte[4]).WaitAsync(Bound));
        Go();

        Assert.Equal("Runtime exited with error: exit status 3", (await invocation).FunctionError);
        Assert.Equal(0, await left.ReceiveAsync(new byte[1]).WaitAsync(Bound));
    }

    [RequiresCommandFact("python3", "sh")]
    public async Task An_init_error_fails_the_event_at_once_even_if_the_process_goes_on_to_run()
    {
        await using ExecutionEnvironment function = Open("init-error");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(InitError, (await InvokeAsync(function, "\"event\"")).FunctionError);
        }

        Assert.Equal(Enumerable.Repeat($"{InitError}. The process is started again with the next batch.", 2), _told);
    }

    [RequiresCommandFact("python3", "sh")]
    public async Task An_event_waits_for_a_busy_process_no_longer_than_it_may_and_is_throttled_then()
    {
        var time = new FakeTimeProvider();
        await using var function = new ChildFunction(
            ProgramOf("serve"), maxProcesses: 1, new Dictionary<string, string>(), new FunctionLog(_log), _told.Add, time);
        DateTimeOffset latest = time.GetUtcNow() + TimeSpan.FromSeconds(5);
        Task<InvocationResult> holding = InvokeAsync("\"hold\"", latest);
        await _log.WrittenAsync("holds");
        Task<InvocationResult> waiting = InvokeAsync("\"waits\"", latest);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True((await waiting).IsThrottled);
        InvocationResult late = await InvokeAsync("\"late\"", latest);
        Assert.Equal((true, "as no process was free"), (late.IsThrottled, late.ThrottleCause));
        Task<InvocationResult> next = InvokeAsync("\"next\"", latest + TimeSpan.FromHours(1));
        Go();
        Assert.EndsWith(" hold\"", Encoding.UTF8.GetString((await holding).Payload), StringComparison.Ordinal);
        Assert.EndsWith(" next\"", Encoding.UTF8.GetString((await next).Payload), StringComparison.Ordinal);

        Task<InvocationResult> InvokeAsync(string payload, DateTimeOffset latestStart) =>
            function.InvokeAsync(Encoding.UTF8.GetBytes(payload), latestStart, CancellationToken.None).WaitAsync(Bound);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _log.Dispose();
    }

    private static Task<InvocationResult> InvokeAsync(ExecutionEnvironment function, string payload) =>
        function.InvokeAsync(Encoding.UTF8.GetBytes(payload), CancellationToken.None).WaitAsync(Bound);

    private static async Task<string> ResponseAsync(ExecutionEnvironment function, string payload)
    {
        InvocationResult result = await InvokeAsync(function, payload);
        Assert.Null(result.FunctionError);
        return Encoding.UTF8.GetString(result.Payload);
    }

    private void Go() => File.WriteAllText(Path.Combine(_folder.FullName, "go"), "");

    private ExecutionEnvironment Open(string mode) => new(ProgramOf(mode), new Dictionary<string, string>(), new FunctionLog(_log), Tell, TimeProvider.System);

    private void Tell(string line)
    {
        lock (_told)
        {
            _told.Add(line);
        }
    }

    private FunctionDescription ProgramOf(string mode) => new("odd", HandlerString.None, "", _folder.FullName)
    {
        Program = new($"exec python3 '{Path.Combine(AppContext.BaseDirectory, "Programs", "odd.py")}' {mode} '{_folder.FullName}'", _folder.FullName, null),
        TimeoutSeconds = 60,
    };
}
