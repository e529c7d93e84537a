using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Faults;
using SqsLambda.Local.WebConsole;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>The last minutes, for the plot.</summary>
public sealed class QueueHistoryTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeQueues _queues = new();
    private readonly QueueHistory _history;

    public QueueHistoryTests() => _history = new(_queues, _clock);

    [Fact]
    public void Each_second_has_a_point_for_each_queue_with_a_function()
    {
        _queues.Rows = [FakeQueues.Row("orders", visible: 0), FakeQueues.Row("without-a-function", visible: 7) with { Mapping = null }];
        Pass(1);
        _queues.Rows = [FakeQueues.Row("orders", visible: 1) with { Delayed = 1, Done = 1, Failed = 2 }];
        Pass(1);

        var (points, count) = _history.After(0);

        Assert.Equal(2, count);
        Assert.Equal(1_000, points[1].At - points[0].At);
        Assert.Equal([0, 0, 0], Assert.Single(points[0].Queues).Value);
        Assert.Equal([2, 1, 2], Assert.Single(points[1].Queues).Value);
        Assert.Equal("orders", Assert.Single(points[1].Queues).Key);
    }

    [Fact]
    public void A_depth_that_is_not_known_is_left_out()
    {
        _queues.Rows = [FakeQueues.Row("elsewhere", visible: 1) with { InFlight = null }];
        Pass(1);

        Assert.Equal([null, 0, 0], Assert.Single(_history.After(0).Points[0].Queues).Value);
    }

    [Fact]
    public void A_page_gets_what_it_does_not_have()
    {
        Pass(3);
        var (_, known) = _history.After(0);
        Assert.Empty(_history.After(known).Points);

        Pass(2);

        Assert.Equal(2, _history.After(known).Points.Count);
    }

    [Fact]
    public void The_last_five_minutes_are_kept()
    {
        Pass(1_000);

        var (points, count) = _history.After(0);

        Assert.Equal((QueueHistory.MaxPoints, 1_000), (points.Count, count));
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeMilliseconds(), points[^1].At);
    }

    public void Dispose() => _history.Dispose();

    private void Pass(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private sealed class FakeQueues : IConsoleQueues
    {
        public IReadOnlyList<QueueRow> Rows { get; set; } = [];

        public QueueRows Read() => new(Rows);

        public static QueueRow Row(string arn, int visible) =>
            new(arn, arn, "us-east-1", null, visible, 0, 0, null, 0, 0, 0, 0, new("f", true, 5, 0, 10, 0, null, true, [], new Dictionary<FaultKind, double>(), "1"));
    }
}
