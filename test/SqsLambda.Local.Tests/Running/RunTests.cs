using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.SQS;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.CommandLine;
using SqsLambda.Local.Tests.CommandLine;
using SqsLambda.Local.Tests.Http;

namespace SqsLambda.Local.Tests.Running;

/// <summary>Runs on a clock that stands still until a test moves it: however busy the machine is, no time-out ends by itself.</summary>
public sealed partial class RunTests : IDisposable
{
    private const string Good = """{"id":"1","text":"a"}""";
    private const string OtherGood = """{"id":"3","text":"a"}""";
    private const string Invalid = """{"id":"2","text":""}""";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan VisibilityTimeout = TimeSpan.FromSeconds(6);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly TestFunctions _functions;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly RecordingWriter _output = new();
    private readonly RecordingWriter _error = new();

    public RunTests() => _functions = new(_time);

    [Fact]
    public async Task When_everything_was_processed_it_ends_with_0_and_a_summary()
    {
        Assert.Equal(ExitCode.Success, await RunUntilIdleAsync([Good, "", OtherGood]));
        Assert.Equal("sent 2, processed 2", LastLine());
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task The_story_of_the_samples_has_a_line_for_each_event_in_at_most_100_columns()
    {
        Task<int> running = RunAsync(CancellationToken.None, "--port", "0", "--until-idle", "--fifo", "--dead-letter-at-once");

        await _output.WrittenAsync("dead-lettered: ");
        Assert.Equal(ExitCode.Failure, await EndAsync(running, afterReturnOf: "withheld once"));
        Assert.All(_output.ToString().Split(Environment.NewLine), static line => Assert.InRange(line.Length, 0, 100));
        Assert.Empty(_error.ToString());
        Assert.Equal(
            """
            sent: {"id":"memo-1","text":"Buy tea"}
            {"id":"memo-1","text":…  processed
            sent: {"id":"memo-2","text":"Call Ann"}
            {"id":"memo-2","text":…  processed
            sent: {"id":"memo-1","text":"Buy tea"}
            {"id":"memo-1","text":…  duplicate of a message that is done
            sent: {"id":"memo-3","text":""}
            {"id":"memo-3","text":…  dead-lettered: text is blank
            sent: {"id":"memo-4","text":"FAIL-ONCE"}
            {"id":"memo-4","text":…  withheld once by the laptop, to show a retry
            {"id":"memo-4","text":…  processed
            """.Split('\n').Select(static line => line.TrimEnd('\r')),
            MessageLine().Matches(_output.ToString()).GroupBy(static line => line.Groups["id"].Value).SelectMany(static lines => lines, static (_, line) => line.Groups["what"].Value));
        Assert.EndsWith(
            """

            5 lines of the function's log are not shown; --log shows them
            event source mapping: polled 6, invoked 6, failed invoke 1, deleted 5
            sent 5, processed 3, duplicates 1, retries 1, dead-lettered 1

            """.ReplaceLineEndings(),
            LogLineCount().Replace(_output.ToString(), "5 lines"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_of_other_clients_are_told_and_counted_like_those_of_the_run()
    {
        using var stop = new CancellationTokenSource();
        Task<int> running = RunAsync(stop.Token, "--port", "0", "--send", await FileOfAsync([]));
        await _output.WrittenAsync("SQS       ");
        using AmazonSQSClient client = Client();

        string id = (await client.SendMessageAsync((await client.GetQueueUrlAsync("memos")).QueueUrl, Good)).MessageId;
        await _output.WrittenAsync("processed");
        await stop.CancelAsync();

        Assert.Equal(ExitCode.Success, await running);
        Assert.Equal(
            [(id[..6], $"sent: {Good}"), (id[..6], "{\"id\":\"1\",\"text\":\"a\"}    processed")],
            MessageLine().Matches(_output.ToString()).Select(static line => (line.Groups["id"].Value, line.Groups["what"].Value)));
        Assert.Equal("sent 1, processed 1", LastLine());
    }

    [Fact]
    public async Task The_log_of_the_function_is_shown_on_request()
    {
        await RunUntilIdleAsync([Good], "--log");

        Assert.StartsWith("  Information: Batch of 1 messages from memos: 1 processed", _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("are not shown", _output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Control characters, raw and escaped, and characters that reverse the direction of writing.</summary>
    [Fact]
    public async Task No_control_character_of_a_message_or_a_file_name_reaches_the_terminal()
    {
        string[] lines =
        [
            "{\"id\":\"c1\",\"text\":\"\u009b31mRED\u009b0m\"}",
            "{\"id\":\"bidi\",\"text\":\"\u202egnp.exe\u2066\"}",
            "{\"id\":\"esc-raw\",\"text\":\"\u001b[31mRED\"}",
            """{"id":"","text":"\u001b[31mRED\u001b]0;pwn\u0007"}""",
            "not json \u009b2J\u202e",
            "{\"id\":\"nel\",\"text\":\"a\u0085forged \u2028 line\"}",
            """{"id":"sur","text":"T","note":"\ud83d"}""",
            "{\"id\":\"del\u007f\",\"text\":\"x\u007f\"}",
            "{\"id\":\"osc\",\"text\":\"\u009d0;title\u009c\"}",
        ];

        Task<int> running = RunUntilIdleAsync(lines, "--log", "--trace", "--max-receive-count", "1");

        // The queue refuses the raw escape character.
        await EndpointFixture.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            return running.IsCompleted;
        });
        Assert.Equal(ExitCode.Usage, await running);
        Assert.Equal("sent 8, processed 6, dead-lettered 2", LastLine());
        Assert.Contains("sent: {\"id\":\"bidi\",\"text\":\" gnp.exe \"}", _output.ToString(), StringComparison.Ordinal);
        Unsafe.AssertNone(_output.ToString() + _error);
    }

    /// <summary>The copy may come while the first is in progress, and is then received once more: so the retries are not asserted.</summary>
    [Fact]
    public async Task A_duplicate_is_counted_and_processed_once()
    {
        Task<int> running = RunUntilIdleAsync([Good, Good]);
        await _output.WrittenAsync("processed");

        Assert.Equal(ExitCode.Success, await EndAsync(running, afterReturnOf: "in progress in another invocation"));
        Assert.StartsWith("sent 2, processed 1, duplicates 1", LastLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_FIFO_queues_it_does_the_same_in_order()
    {
        string[] memos = [Good, .. Enumerable.Range(10, 23).Select(static number => $$"""{"id":"{{number}}","text":"a"}"""), Good];

        Assert.Equal(ExitCode.Success, await RunUntilIdleAsync(memos, "--fifo"));

        Assert.Equal("sent 25, processed 24, duplicates 1", LastLine());
        string[] sent = [.. Sent().Matches(_output.ToString()).Select(static line => line.Groups["id"].Value)];
        Assert.Equal(25, sent.Length);
        Assert.Equal(sent, Done().Matches(_output.ToString()).Select(static line => line.Groups["id"].Value));
    }

    [Fact]
    public async Task When_something_was_dead_lettered_it_ends_with_1_and_says_what_and_why()
    {
        Task<int> running = RunUntilIdleAsync([Good, Invalid], "--max-receive-count", "1");
        await _output.WrittenAsync("processed");

        Assert.Equal(ExitCode.Failure, await EndAsync(running, afterReturnOf: "failed permanently"));
        Assert.Equal("sent 2, processed 1, dead-lettered 1", LastLine());
        Assert.Contains("failed permanently: text is blank", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("dead-lettered: moved to memos-dlq after 1 receive", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_lettered_at_once_an_invalid_message_does_not_hold_up_its_group()
    {
        Assert.Equal(ExitCode.Failure, await RunUntilIdleAsync([Good, Invalid, OtherGood], "--fifo", "--dead-letter-at-once"));

        Assert.Equal("sent 3, processed 2, dead-lettered 1", LastLine());
        Assert.Contains(
            "  dead-lettered: text is blank", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_is_nothing_to_do()
    {
        Assert.Equal(ExitCode.Success, await RunUntilIdleAsync([]));
        Assert.Equal("no messages", LastLine());
    }

    [Fact]
    public async Task A_line_that_SQS_refuses_is_named_and_the_others_are_sent()
    {
        Assert.Equal(ExitCode.Usage, await RunUntilIdleAsync(["\u0001", Good]));
        Assert.StartsWith("line 1 of ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("was not sent: Invalid characters found.", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("sent 1, processed 1", LastLine());
    }

    [Fact]
    public async Task It_prints_the_endpoint_and_a_command_to_send_a_message()
    {
        await RunUntilIdleAsync([]);

        Assert.Matches(@"(?m)^SQS       http://127\.0\.0\.1:\d+\r?$", _output.ToString());
        Assert.Matches(
            @"aws sqs send-message --region us-east-1 --endpoint-url (http://127\.0\.0\.1:\d+) --queue-url \1/000000000000/memos --message-body '\{.+\}'",
            ContinuedLine().Replace(_output.ToString(), " "));
    }

    [Fact]
    public async Task A_port_in_use_is_answered_with_one_line_and_exit_code_2()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        Assert.Equal(ExitCode.Usage, await RunAsync(CancellationToken.None, "--port", $"{port}"));
        Assert.Equal(
            $"--port is {port}: another program uses it, perhaps another run. Choose another port, or --port 0 for any free one.{Environment.NewLine}",
            _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Without_until_idle_it_goes_on_until_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        Task<int> running = RunAsync(stop.Token, "--port", "0", "--send", await FileOfAsync([Good]));
        await _output.WrittenAsync("processed");
        Assert.False(running.IsCompleted);

        await stop.CancelAsync();

        Assert.Equal(ExitCode.Success, await running);
        Assert.Equal("sent 1, processed 1", LastLine());
    }

    /// <summary>The invalid message stays in the queue, and in flight, until somebody else removes it.</summary>
    [Theory]
    [InlineData("purge")]
    [InlineData("deletion of the queue")]
    [InlineData("retention")]
    public async Task Until_idle_it_ends_however_the_last_message_left(string how)
    {
        Task<int> running = RunUntilIdleAsync([Invalid], "--max-receive-count", "1000");
        await _output.WrittenAsync("failed permanently");
        Assert.False(running.IsCompleted);

        using AmazonSQSClient client = Client();
        string url = (await client.GetQueueUrlAsync("memos")).QueueUrl;
        switch (how)
        {
            case "purge":
                await client.PurgeQueueAsync(url);
                break;
            case "deletion of the queue":
                await client.DeleteQueueAsync(url);
                break;
            default:
                await client.SetQueueAttributesAsync(url, new() { ["MessageRetentionPeriod"] = "60" });
                _time.Advance(TimeSpan.FromSeconds(60));
                break;
        }

        Assert.Equal(ExitCode.Success, await running);
        Assert.Matches(@"^sent 1, failed 1(, retries \d+)?$", LastLine());
    }

    [Fact]
    public async Task A_run_outlives_its_queue_and_goes_on_with_one_of_the_same_name()
    {
        using var stop = new CancellationTokenSource();
        Task<int> running = RunAsync(
            stop.Token, "--port", "0", "--send", await FileOfAsync([Good]), "--trace", "--visibility-timeout", "900", "--function-timeout", "900");
        await _output.WrittenAsync("processed");
        using AmazonSQSClient client = Client();
        await client.DeleteQueueAsync((await client.GetQueueUrlAsync("memos")).QueueUrl);
        await _output.WrittenAsync("polling failed, will be tried again: The specified queue does not exist.");

        _time.Advance(TimeSpan.FromSeconds(60));
        string url = (await client.CreateQueueAsync("memos")).QueueUrl;
        await client.SetQueueAttributesAsync(url, new() { ["VisibilityTimeout"] = "43200" });
        string id = (await client.SendMessageAsync(url, Good)).MessageId;
        Task received = _output.WrittenAsync($"{id[..6]}  {Good}    received");
        await EndpointFixture.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return received.IsCompleted;
        });
        await _output.WrittenAsync("duplicate of a message that is done");
        await client.DeleteQueueAsync(url);
        await stop.CancelAsync();

        Assert.Equal(ExitCode.Success, await running);
        Assert.Equal("sent 2, processed 1, duplicates 1", LastLine());
    }

    [Fact]
    public async Task It_ends_at_once_even_while_it_waits_for_DynamoDB()
    {
        using var stop = new CancellationTokenSource();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Task<int> running = RunAsync(stop.Token, "--port", "0", "--dynamodb", $"http://{silent.LocalEndpoint}");
        using Socket connection = await silent.AcceptSocketAsync().WaitAsync(Bound);

        await stop.CancelAsync();

        Assert.Equal(ExitCode.Success, await running);
        Assert.Equal("ended before it began", LastLine());
    }

    [Fact]
    public async Task A_trace_tells_the_life_of_a_message()
    {
        await EndAsync(RunUntilIdleAsync([Invalid], "--trace", "--max-receive-count", "1"), afterReturnOf: "failed permanently");

        string[] life =
        [
            @"sent: \{""id"":""2""",
            @"received \(receive 1 of 1\), hidden until \d\d:\d\d:\d\d\.\d{3} UTC",
            "batch of 1 answered: [0-9a-f]{6}",
            @"failed permanently: text is blank \(receive 1 of 1\)",
            "dead-lettered: moved to memos-dlq after 1 receive",
        ];
        Assert.Matches($"(?s){string.Join(".*", life)}", _output.ToString());
        Assert.Contains("polled 1, invoked 1, failed invoke 1", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_the_function_never_took_was_not_invoked_and_is_returned_before_it_is_dead_lettered()
    {
        Task<int> running = RunUntilIdleAsync([Good], "--trace", "--reserved-concurrency", "0", "--max-receive-count", "1");

        Assert.Equal(ExitCode.Failure, await EndAsync(running, afterReturnOf: "throttled"));
        Assert.Matches(
            @"(?s)failed: the function was throttled until.*dead-lettered: moved to memos-dlq after 1 receive", _output.ToString());
        Assert.Contains("polled 1, failed invoke 1", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_knows_when_the_queue_has_a_dead_letter_queue_no_longer()
    {
        using var stop = new CancellationTokenSource();
        Task<int> running = RunAsync(stop.Token, "--port", "0", "--trace", "--max-receive-count", "1", "--send", await FileOfAsync([]));
        await _output.WrittenAsync("SQS       ");
        using AmazonSQSClient client = Client();
        string url = (await client.GetQueueUrlAsync("memos")).QueueUrl;

        await client.SetQueueAttributesAsync(url, new() { ["RedrivePolicy"] = "" });
        await client.SendMessageAsync(url, Invalid);
        await _output.WrittenAsync("(receive 1); back in 6.0 s");

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task What_matches_no_filter_is_deleted_and_counted()
    {
        Assert.Equal(ExitCode.Success, await RunUntilIdleAsync([Good, Invalid], "--filter", """{"body":{"id":["1"]}}"""));

        Assert.Contains("matches no filter: deleted, did not reach the function", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("polled 2, filtered out 1, invoked 1, deleted 1", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("sent 2, processed 1, filtered out 1", LastLine());
    }

    [Fact]
    public async Task With_ReportBatchItemFailures_off_a_message_that_failed_is_deleted_as_on_AWS()
    {
        Assert.Equal(ExitCode.Success, await RunUntilIdleAsync([Invalid], "--report-batch-item-failures", "off"));

        Assert.Contains("deleted, as ReportBatchItemFailures is off: failed permanently: text is blank", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("sent 1, lost 1", LastLine());
    }

    /// <summary>On the system's clock: by this seed no memo meets more than one fault that has it come back.</summary>
    [Fact]
    public async Task With_faults_every_memo_is_processed_once_and_the_faults_are_counted_with_their_seed()
    {
        string[] memos = [.. Enumerable.Range(0, 30).Select(static number => $$"""{"id":"{{number}}","text":"a"}""")];
        string[] options =
        [
            "--fault-duplicate", "10", "--fault-shuffle", "10", "--fault-throttle", "10", "--fault-crash", "10", "--fault-delete", "10",
            "--seed", "961", "--batch-size", "1", "--visibility-timeout", "5", "--function-timeout", "5", "--max-receive-count", "1000",
        ];

        string[] commandLine = ["--port", "0", "--until-idle", "--send", await FileOfAsync(memos), .. options];
        Assert.Equal(ExitCode.Success, await CommandLineProgram.RunAsync(new TestFunctions(TimeProvider.System), commandLine, _output, _error, TimeProvider.System, CancellationToken.None).WaitAsync(Bound));

        Assert.StartsWith("sent 30, processed 30, ", LastLine(), StringComparison.Ordinal);
        Assert.Matches(@"faults \(--seed 961\): duplicate \d+, shuffle \d+, throttle \d+, crash \d+, delete \d+", _output.ToString());
    }

    [Fact]
    public async Task The_same_seed_strikes_the_same_messages_though_their_batches_differ()
    {
        string[] memos = [.. Enumerable.Range(0, 30).Select(static number => $$"""{"id":"{{number}}","text":"a"}""")];

        string[] alone = await StruckAsync("1");
        string[] together = await StruckAsync("10");

        Assert.Equal(alone, together);
        Assert.InRange(alone.Length, 1, 29);

        async Task<string[]> StruckAsync(string batchSize)
        {
            using var output = new RecordingWriter();
            string[] commandLine =
            [
                "--port", "0", "--until-idle", "--send", await FileOfAsync(memos), "--fault-delete", "30", "--seed", "-3000000000",
                "--batch-size", batchSize, "--max-receive-count", "1",
            ];
            Task<int> running = CommandLineProgram.RunAsync(_functions, commandLine, output, _error, _time, CancellationToken.None);
            await EndpointFixture.UntilAsync(() => Told("processed").Count + Told("done, but not deleted").Count == memos.Length);
            _time.Advance(VisibilityTimeout);
            Assert.Equal(ExitCode.Failure, await running.WaitAsync(Bound));

            Dictionary<string, string> bodies = Sent().Matches(output.ToString()).ToDictionary(static sent => sent.Groups["id"].Value, static sent => sent.Groups["body"].Value);
            return [.. Told("done, but not deleted").Select(told => bodies[told.Groups["id"].Value]).Order(StringComparer.Ordinal)];

            MatchCollection Told(string what) => Regex.Matches(output.ToString(), $@"(?m)  (?<id>[0-9a-f]+)  .*  {what}");
        }
    }

    [Fact]
    public async Task What_AWS_recommends_against_is_warned_of()
    {
        await RunUntilIdleAsync([], "--visibility-timeout", "5", "--max-receive-count", "4", "--reserved-concurrency", "1");

        Assert.Equal(3, _error.ToString().Split("warning: ").Length - 1);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    private async Task<int> RunUntilIdleAsync(string[] lines, params string[] options) =>
        await RunAsync(CancellationToken.None, ["--port", "0", "--until-idle", "--send", await FileOfAsync(lines), .. options]);

    private Task<int> RunAsync(CancellationToken cancellationToken, params string[] args) =>
        CommandLineProgram.RunAsync(_functions, [.. args, "--env", "AWS_REGION=us-east-1"], _output, _error, _time, cancellationToken).WaitAsync(Bound);

    /// <summary>Lets a visibility timeout end once it is told that a message was returned, if one ever is.</summary>
    private async Task<int> EndAsync(Task<int> running, string afterReturnOf)
    {
        if (await Task.WhenAny(running, _output.WrittenAsync(afterReturnOf)) != running)
        {
            _time.Advance(VisibilityTimeout);
        }

        return await running;
    }

    private async Task<string> FileOfAsync(string[] lines)
    {
        string file = Path.Combine(_folder.FullName, "messages.jsonl");
        await File.WriteAllLinesAsync(file, lines);
        return file;
    }

    private AmazonSQSClient Client() => new(
        new BasicAWSCredentials("local", "local"),
        new AmazonSQSConfig { ServiceURL = Endpoint().Match(_output.ToString()).Value, AuthenticationRegion = "us-east-1" });

    [GeneratedRegex(@"(?m)  (?<id>\S+)  sent: (?<body>.*)$")]
    private static partial Regex Sent();

    [GeneratedRegex(@"(?m)  (?<id>[0-9a-f]+)  .*  (processed|duplicate of a message that is done)\r?$")]
    private static partial Regex Done();

    [GeneratedRegex(@"(?<=^SQS       )\S+")]
    private static partial Regex Endpoint();

    [GeneratedRegex(@"(?m)^ +\d+\.\d{3}  (?<id>[0-9a-f]+)  (?<what>.*?)\r?$")]
    private static partial Regex MessageLine();

    [GeneratedRegex(@"\d+ lines(?= of the function's log)")]
    private static partial Regex LogLineCount();

    // A line that ends in a backslash goes on in the next one.
    [GeneratedRegex(@" \\\r?\n +")]
    private static partial Regex ContinuedLine();

    private string LastLine() => _output.ToString().TrimEnd().Split(Environment.NewLine)[^1];
}
