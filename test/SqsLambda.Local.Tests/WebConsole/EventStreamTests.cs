using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.WebConsole;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>How events are sent to a page, fast or slow.</summary>
public sealed class EventStreamTests
{
    private static readonly TimeSpan SlowestRead = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 1, useSynchronizationContext: false));
    private readonly EventStream _stream;

    public EventStreamTests() => _stream = new(_pipe.Writer, SlowestRead, _time);

    [Fact]
    public async Task An_event_has_a_name_an_id_and_one_line_of_data()
    {
        await SendAsync("now", "7-1");

        Assert.Equal("event: now\nid: 7-1\ndata: {\"maxMessages\":1}\n\n", Encoding.UTF8.GetString((await _pipe.Reader.ReadAsync()).Buffer));
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_is_given_up_and_not_waited_for()
    {
        Task sending = SendAsync(new string('n', 200));
        Assert.False(sending.IsCompleted);

        _time.Advance(SlowestRead);

        await Assert.ThrowsAsync<TimeoutException>(() => sending.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task A_reader_that_reads_in_time_is_kept()
    {
        Task sending = SendAsync(new string('n', 200));
        _time.Advance(SlowestRead - TimeSpan.FromMilliseconds(1));
        Assert.False(sending.IsCompleted);

        _pipe.Reader.AdvanceTo((await _pipe.Reader.ReadAsync()).Buffer.End);

        await sending.WaitAsync(TimeSpan.FromMinutes(2));
    }

    private Task SendAsync(string name, string? id = null) =>
        _stream.SendAsync(name, new PageStart(1), ConsoleJsonContext.Default.PageStart, id, CancellationToken.None);
}
