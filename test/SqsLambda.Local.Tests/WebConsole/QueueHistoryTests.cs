using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.WebConsole;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>The last minutes, for the plot.</summary>
public sealed class QueueHistoryTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SqsRegions _regions;
    private readonly MessageMemory _memory = new();
    private readonly QueueHistory _history;
    private readonly SqsQueue _orders;

    public QueueHistoryTests()
    {
        _regions = new(_clock);
        _orders = _regions.Default.CreateQueue("orders");
        _history = new(_regions, _memory, _clock);
    }

    [Fact]
    public void Each_second_has_a_point_for_each_queue_with_a_function()
    {
        _regions.Default.CreateQueue("without-a-function");
        QueueTally tally = _memory.TallyOf(_orders.Arn);
        Pass(1);
        _orders.SendMessage(new SendMessageEntry { MessageBody = "a" });
        _orders.SendMessage(new SendMessageEntry { MessageBody = "b", DelaySeconds = 60 });
        tally.CountDone();
        tally.CountFailed();
        tally.CountFailed();
        Pass(1);

        var (points, count) = _history.After(0);

        Assert.Equal(2, count);
        Assert.Equal(1_000, points[1].At - points[0].At);
        Assert.Equal([0, 0, 0], Assert.Single(points[0].Queues).Value);
        Assert.Equal([2, 1, 2], Assert.Single(points[1].Queues).Value);
        Assert.Equal(_orders.Arn, Assert.Single(points[1].Queues).Key);
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

    public void Dispose()
    {
        _history.Dispose();
        _regions.Dispose();
    }

    private void Pass(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
