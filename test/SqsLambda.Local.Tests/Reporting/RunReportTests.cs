using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Tests.CommandLine;

namespace SqsLambda.Local.Tests.Reporting;

public sealed class RunReportTests : IAsyncDisposable
{
    private const string A = "aaaaaaaa-0000-0000-0000-000000000001";
    private const string B = "bbbbbbbb-0000-0000-0000-000000000002";

    private readonly RecordingWriter _output = new();
    private readonly RecordingWriter _error = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly RunReport _report;

    public RunReportTests()
    {
        _report = Open(isTracing: false);
        _report.MaxReceiveCount = static () => 3;
    }

    [Fact]
    public async Task Each_event_of_a_message_is_one_line()
    {
        _report.OnSent(A, """{"id":"memo-1","text":"Buy tea"}""");
        _report.OnSent(B, "short");
        _time.Advance(TimeSpan.FromMilliseconds(1_234));
        _report.OnPolled([Received(A), Received(B)]);
        _report.OnResult(new(A, "succeeded", null));
        _report.OnResult(new(B, "failed", "TimeoutException: no answer."));
        _report.OnReturned([Received(B)], batchFailure: null);
        _report.OnDeleted([Received(A)]);
        _time.Advance(TimeSpan.FromSeconds(1_000));
        _report.OnPolled([Received(B, 2)]);
        _report.OnResult(new(B, "failed", "TimeoutException: no answer."));
        _report.OnReturned([Received(B, 2)], batchFailure: null);
        _report.OnPolled([Received(B, 3)]);
        _report.OnResult(new(B, "permanently_failed", "other"));
        _report.OnReturned([Received(B, 3)], batchFailure: null);
        _report.OnDeadLettered(B, 3, "memos-dlq");

        Assert.Equal(
            [
                """   0.000  aaaaaa  sent: {"id":"memo-1","text":"Buy tea"}""",
                """   0.000  bbbbbb  sent: short""",
                """   1.234  bbbbbb  short                    failed: TimeoutException: no answer""",
                """   1.234  aaaaaa  {"id":"memo-1","text":…  processed""",
                """1001.234  bbbbbb  short                    failed again, same reason (receive 2 of 3)""",
                """1001.234  bbbbbb  short                    failed permanently: other (receive 3 of 3)""",
                """1001.234  bbbbbb  short                    dead-lettered: moved to memos-dlq after 3 receives""",
            ],
            await LinesAsync());
        Assert.Equal("sent 2, processed 1, retries 2, dead-lettered 1", _report.Summary.ToString());
    }

    [Fact]
    public async Task The_messages_that_a_run_does_not_wait_for_are_named()
    {
        _report.OnSent(A, "done");
        _report.OnSent(B, "slow");
        _report.OnPolled([Received(A), Received(B)]);
        _report.OnDeleted([Received(A)]);
        _report.OnAbandoned(TimeSpan.FromSeconds(5));

        Assert.Equal("Abandoned 5 s after the end of the run, while still under way: bbbbbb", (await LinesAsync())[^1]);
    }

    [Fact]
    public async Task The_summary_counts_what_is_left_in_the_queue_and_nothing_is_told_after_it()
    {
        const string C = "cccccccc-0000-0000-0000-000000000003";
        _report.OnPolled([Received(A), Received(B), Received(C)]);
        _report.OnReturned([Received(A)], batchFailure: "broken");
        _report.OnReturned([Received(B)], batchFailure: null);
        _report.OnDeleted([Received(C)]);
        await _report.EndAsync(farewell: null, faults: null, new());

        _report.OnReturned([Received(B, 2)], batchFailure: "the laptop ended it");
        await _report.DisposeAsync();

        Assert.EndsWith("sent 3, done 1, failed 1, returned 1", _output.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "done", "returned")]
    [InlineData("succeeded", "processed", "returned")]
    [InlineData("duplicate", "duplicate of a message that is done: why", "returned")]
    [InlineData("discarded", "discarded: why", "returned")]
    [InlineData("dead_lettered", "dead-lettered: why", "returned")]
    [InlineData("failed", "deleted, as ReportBatchItemFailures is off: failed: why", "failed: why")]
    [InlineData("not_finished", "deleted, as ReportBatchItemFailures is off: failed: why", "failed: why")]
    [InlineData("permanently_failed", "deleted, as ReportBatchItemFailures is off: failed permanently: why", "failed permanently: why")]
    [InlineData("in_progress", "deleted, as ReportBatchItemFailures is off: in progress in another invocation", "in progress in another invocation")]
    [InlineData("not_attempted", "deleted, as ReportBatchItemFailures is off: not attempted: why", "not attempted: why")]
    [InlineData("withheld", "deleted, as ReportBatchItemFailures is off: why", "why")]
    public async Task An_outcome_is_told_in_words(string? outcome, string deleted, string returned)
    {
        foreach (string id in new[] { A, B })
        {
            _report.OnPolled([Received(id)]);
            if (outcome is not null)
            {
                _report.OnResult(new(id, outcome, "why"));
            }
        }

        _report.OnDeleted([Received(A)]);
        _report.OnReturned([Received(B)], batchFailure: null);

        Assert.Equal([deleted, returned], (await LinesAsync())[2..].Select(static line => line[43..]));
    }

    /// <summary>A batch that is delivered twice at the same time.</summary>
    [Theory]
    [InlineData("succeeded", "in_progress", "processed", "sent 1, processed 1")]
    [InlineData("in_progress", "succeeded", "processed", "sent 1, processed 1")]
    [InlineData("dead_lettered", "dead_lettered", "dead-lettered: why", "sent 1, dead-lettered 1")]
    public async Task A_deletion_is_explained_by_the_result_that_led_to_it_and_counts_once(string first, string second, string told, string counts)
    {
        _report.OnPolled([Received(A)]);
        _report.OnResult(new(A, first, "why"));
        _report.OnResult(new(A, second, "why"));
        _report.OnDeleted([Received(A)]);

        Assert.Equal(told, (await LinesAsync())[^1][43..]);
        Assert.Equal(counts, _report.Summary.ToString());
    }

    [Fact]
    public async Task A_run_whose_output_cannot_be_written_is_broken()
    {
        await using var report = new RunReport(new PlainScreen(new FullDisk(), _error), isTracing: false, showsLog: false, _time);
        report.Write("line");

        await report.Telling;

        Assert.True(report.IsBroken);
    }

    [Fact]
    public async Task A_message_is_introduced_before_anything_else_is_told_of_it_and_counts_once()
    {
        _report.OnPolled([Received(A)]);
        _report.OnSent(A, "body");
        _report.OnDeleted([Received(A)]);
        _report.OnSent(A, "body");

        Assert.Equal(
            ["   0.000  aaaaaa  sent: body", "   0.000  aaaaaa  body                     done"],
            await LinesAsync());
        Assert.Equal("sent 1, done 1", _report.Summary.ToString());
    }

    [Fact]
    public async Task A_move_to_the_dead_letter_queue_is_told_after_the_delivery_that_led_to_it()
    {
        _report.OnPolled([Received(A, 3)]);
        _report.OnDeadLettered(A, 3, "memos-dlq");
        _report.OnReturned([Received(A, 3)], "the function failed");

        Assert.Equal(
            ["failed: the function failed (receive 3 of 3)", "dead-lettered: moved to memos-dlq after 3 receives"],
            (await LinesAsync())[1..].Select(static line => line[43..]));
    }

    [Fact]
    public async Task Why_a_whole_batch_failed_is_told_once()
    {
        _report.OnPolled([Received(A), Received(B)]);
        _report.OnReturned([Received(A), Received(B)], "Task timed out");

        Assert.Equal(["failed: Task timed out", "failed with its batch"], (await LinesAsync())[2..].Select(static line => line[43..]));
        Assert.Equal(2, _report.Summary.Failed);
    }

    [Fact]
    public async Task A_line_says_when_a_message_is_back_if_that_takes_longer_than_expected()
    {
        _report.OnPolled([Received(A), Received(B)]);
        _report.OnReturned(
            [Received(A) with { VisibleAgain = DateTimeOffset.UnixEpoch.AddSeconds(60) }, Received(B) with { VisibleAgain = DateTimeOffset.UnixEpoch.AddSeconds(1) }],
            batchFailure: null);

        Assert.Equal(["returned; back in 60.0 s", "returned"], (await LinesAsync())[2..].Select(static line => line[43..]));
    }

    [Fact]
    public async Task Messages_whose_ids_begin_alike_get_longer_short_ids()
    {
        _report.OnSent("aaaaaa11", "1");
        _report.OnSent("aaaaaa12", "2");
        _report.OnSent("aaaaaa1", "3");
        _report.OnSent("aaa", "4");
        _report.OnDeleted([Received("aaaaaa12")]);

        Assert.Equal(
            [
                "   0.000  aaaaaa  sent: 1",
                "   0.000  aaaaaa1  sent: 2",
                "   0.000  aaaaaa1  sent: 3",
                "   0.000  aaa  sent: 4",
                "   0.000  aaaaaa1  2                       done",
            ],
            await LinesAsync());
    }

    [Fact]
    public async Task A_queue_that_tells_nothing_has_dead_lettered_what_was_returned_at_its_last_receive()
    {
        _report.OnPolled([Received(A, 3), Received(B, 2)]);
        _report.OnReturned([Received(A, 3), Received(B, 2)], batchFailure: null);
        _report.OnEmptied("elsewhere-dlq");

        Assert.EndsWith("dead-lettered: gone after its last receive, to elsewhere-dlq", (await LinesAsync())[^1], StringComparison.Ordinal);
        Assert.Equal(1, _report.Summary.DeadLettered);
    }

    [Fact]
    public async Task A_failure_to_poll_is_told_once_until_a_poll_succeeds()
    {
        _report.OnPollFailed("gone\nfor good");
        _report.OnPollFailed("gone\nfor good");
        _report.OnPolled([]);
        _report.OnPollFailed("gone\nfor good");

        const string Line = "   0.000  polling failed, will be tried again: gone for good";
        Assert.Equal([Line, Line], await LinesAsync());
    }

    [Fact]
    public async Task No_control_character_is_written_wherever_it_comes_from()
    {
        const string Escape = "\u001b[2J\u202e\u009b1m\r\nforged";
        await using (var report = new RunReport(new PlainScreen(_output, _error), isTracing: true, showsLog: true, _time))
        {
            report.OnSent(Escape, Escape);
            report.OnPolled([Received(Escape) with { Body = Escape }]);
            report.OnPollFailed(Escape);
            report.OnResult(new(Escape, "failed", Escape));
            report.OnReturned([Received(Escape)], batchFailure: null);
            report.OnReturned([Received(Escape)], Escape);
            report.OnNotDeleted(Received(Escape), Escape);
            report.OnDeadLettered(Escape, 1, Escape);
            await report.Log.WriteLineAsync(Escape);
            await report.Error.WriteLineAsync(Escape);
        }

        Unsafe.AssertNone(_output.ToString() + _error);
        Assert.Equal(7, _output.ToString().TrimEnd().Split('\n').Length);
        Assert.Equal(4, _error.ToString().TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task The_first_odd_response_is_told()
    {
        _report.OnOddResponse("first");
        _report.OnOddResponse("second");

        Assert.Equal(["   0.000  first"], await LinesAsync());
    }

    [Theory]
    [InlineData("succeeded", "done, but not deleted: the delete failed; comes back")]
    [InlineData("dead_lettered", "dead-lettered, but not deleted: the delete failed; comes back")]
    public async Task A_message_that_could_not_be_deleted_is_told_with_what_the_function_said(string outcome, string line)
    {
        _report.OnPolled([Received(A)]);
        _report.OnResult(new(A, outcome, "no such order"));
        _report.OnNotDeleted(Received(A), "the delete failed");

        Assert.EndsWith(line, (await LinesAsync())[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_tells_receives_and_batches()
    {
        await using RunReport report = Open(isTracing: true);
        report.OnPolled([Received(A)]);
        report.OnThrottled([Received(A)], "by --fault-throttle");
        report.OnThrottled([Received(A)], cause: null);
        report.OnInvoked([Received(A)]);
        await report.FlushAsync();

        Assert.Equal(
            [
                "   0.000  aaaaaa  sent: body",
                "   0.000  aaaaaa  body                     received (receive 1), hidden until 00:00:06.000 UTC",
                "   0.000  batch of 1 throttled by --fault-throttle, will be tried again: aaaaaa",
                "   0.000  batch of 1 throttled, will be tried again: aaaaaa",
                "   0.000  batch of 1 answered: aaaaaa",
            ],
            _output.ToString().TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public async Task The_log_of_the_function_is_counted_unless_it_is_shown()
    {
        await _report.Log.WriteAsync("one\ntwo\nthr");
        await _report.Log.WriteLineAsync("ee");
        await _report.FlushAsync();

        Assert.Equal(("", 3), (_error.ToString(), _report.HiddenLogLines));
    }

    [Fact]
    public async Task Events_of_many_threads_are_told_in_the_order_of_each_message()
    {
        const int Messages = 500;
        Parallel.For(0, Messages, number =>
        {
            PolledMessage message = Received($"{number:D6}-message");
            _report.OnSent(message.MessageId, "body");
            _report.OnPolled([message]);
            _report.OnResult(new(message.MessageId, "succeeded", null));
            _report.OnDeleted([message]);
        });

        var told = (await LinesAsync()).ToLookup(static line => line[10..16], static line => line[18..]);
        Assert.Equal(Messages, told.Count);
        Assert.All(told, static lines => Assert.Equal(["sent: body", "body                     processed"], lines));
    }

    public async ValueTask DisposeAsync()
    {
        await _report.DisposeAsync();
        await _output.DisposeAsync();
        await _error.DisposeAsync();
    }

    private sealed class FullDisk : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }

    private RunReport Open(bool isTracing) => new(new PlainScreen(_output, _error), isTracing, showsLog: false, _time);

    private async Task<string[]> LinesAsync()
    {
        await _report.FlushAsync();
        return _output.ToString().TrimEnd().Split(Environment.NewLine);
    }

    private static PolledMessage Received(string id, int receiveCount = 1) =>
        new(id, "handle", "body", "md5", [new("SentTimestamp", "0")], [], null, receiveCount, VisibleAgain: DateTimeOffset.UnixEpoch.AddSeconds(6));
}
