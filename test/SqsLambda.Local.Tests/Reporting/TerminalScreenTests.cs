using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using Spectre.Console.Testing;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Tests.Reporting;

public sealed class TerminalScreenTests : IDisposable
{
    private const string LongReason = "InvalidOperationException: the warehouse has no tea of this kind left, and the next delivery is on Monday";

    private readonly TestConsole _console = new TestConsole().Width(100).SupportsAnsi(true);
    private readonly StringWriter _redirectedError = new();

    [Fact]
    public void A_line_that_is_too_long_goes_on_below_its_text()
    {
        Show(new StoryLine(LineColumns.Head(TimeSpan.FromSeconds(1), "aaaaaa", "body"), $"failed: {LongReason}", Tone.Bad));

        Assert.Equal(
            [
                "   1.000  aaaaaa  body                     failed: InvalidOperationException: the warehouse has no",
                "                                           tea of this kind left, and the next delivery is on Monday",
                "live",
            ],
            Lines());
    }

    [Fact]
    public void Empty_lines_stay()
    {
        Show(new StoryLine("", "one", Tone.Plain), new StoryLine("", "", Tone.Plain), new StoryLine("", "two", Tone.Plain));

        Assert.Equal(["one", "", "two", "live"], Lines());
    }

    [Fact]
    public void Standard_error_goes_where_it_is_redirected_to()
    {
        Show(new StoryLine("", "to the file", Tone.Notice, isError: true));

        Assert.Equal(($"to the file{Environment.NewLine}", "live"), (_redirectedError.ToString(), Assert.Single(Lines())));
    }

    [Fact]
    public void A_failure_is_red_and_a_success_is_green()
    {
        _console.EmitAnsiSequences();

        Show(new StoryLine("", "bad", Tone.Bad), new StoryLine("", "good", Tone.Good));

        Assert.Contains("\e[1;38;5;9mbad", _console.Output, StringComparison.Ordinal);
        Assert.Contains("\e[38;5;2mgood", _console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_line_at_the_bottom_says_how_far_the_run_is()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using (var report = new RunReport(new TerminalScreen(_console, _redirectedError), isTracing: false, showsLog: false, time)
        {
            Counts = static () => new QueueCounts(Visible: 1_204, NotVisible: 50, Delayed: 0),
            Progress = static () => 0.437,
        })
        {
            time.Advance(TimeSpan.FromSeconds(2));
            report.OnResult(new("a", "succeeded", null));
            report.OnResult(new("b", "dead_lettered", null));
            await report.FlushAsync();
        }

        Assert.Contains("     2.0  sending 43 %  queue 1,204  in flight 50  done 1  dead-lettered 1  0/s", _console.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 100)]
    [InlineData(4, 100)]
    [InlineData(20, 0)]
    public void The_rate_is_that_of_the_last_seconds(int seconds, int expected)
    {
        var rate = new DoneRate(DateTimeOffset.UnixEpoch);
        int done = 0;
        double perSecond = 0;
        for (int second = 0; second <= seconds; second++)
        {
            done = Math.Min(second, 10) * 100;
            perSecond = rate.PerSecond(DateTimeOffset.UnixEpoch.AddSeconds(second), done);
        }

        Assert.Equal(expected, perSecond);
    }

    public void Dispose()
    {
        _console.Dispose();
        _redirectedError.Dispose();
    }

    private void Show(params StoryLine[] lines)
    {
        var screen = new TerminalScreen(_console, _redirectedError);
        foreach (StoryLine line in lines)
        {
            screen.Write(line);
        }

        screen.Refresh("live");
    }

    private string[] Lines() => [.. _console.Output.Replace("\r", "", StringComparison.Ordinal).Replace("\e[2K", "", StringComparison.Ordinal).TrimEnd('\n').Split('\n')];
}
