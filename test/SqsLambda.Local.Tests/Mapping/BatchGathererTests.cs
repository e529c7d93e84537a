using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Mapping.Filters;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Tests.Sqs;

namespace SqsLambda.Local.Tests.Mapping;

public sealed class BatchGathererTests : IEventSourceMappingObserver
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _time = new();
    private readonly MappingCounters _counters = new();
    private readonly List<string> _forgotten = [];
    private EventSourceMappingSettings _settings = new();

    [Fact]
    public async Task Without_a_window_a_batch_is_what_one_receive_returns()
    {
        var queue = new FakeQueue().Then(FakeQueue.Message("a"), FakeQueue.Message("b")).Then(FakeQueue.Message("c"));

        Assert.Equal(["a", "b"], await GatherAsync(Gatherer(queue, new())));
        Assert.Equal([(10, TimeSpan.FromSeconds(20), (TimeSpan?)null)], queue.Asked);
    }

    [Fact]
    public async Task With_a_window_several_receives_fill_a_batch_until_its_size_is_met()
    {
        var queue = new FakeQueue().Then(Messages(0, 10)).Then(Messages(10, 10)).Then(Messages(20, 3));

        var batch = await GatherAsync(Gatherer(queue, new() { BatchSize = 23, MaximumBatchingWindowInSeconds = 60 }));

        Assert.Equal(Enumerable.Range(0, 23).Select(number => $"{number}"), batch);
        Assert.Equal([10, 10, 3], queue.Asked.Select(asked => asked.MaxMessages));
        Assert.All(queue.Asked, asked => Assert.Equal(TimeSpan.FromSeconds(93), asked.VisibilityTimeout));
    }

    [Fact]
    public async Task A_batch_is_handed_over_when_its_window_ends()
    {
        var queue = new FakeQueue().Then(FakeQueue.Message("a")).Then();
        BatchGatherer gatherer = Gatherer(queue, new() { BatchSize = 100, MaximumBatchingWindowInSeconds = 5 });
        _time.AutoAdvanceAmount = TimeSpan.FromSeconds(2);

        Assert.Equal(["a"], await GatherAsync(gatherer));
        Assert.All(queue.Asked.Skip(1), asked => Assert.InRange(asked.WaitTime, TimeSpan.Zero, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_receive_that_returns_nothing_makes_an_empty_batch() =>
        Assert.Empty(await GatherAsync(Gatherer(new FakeQueue().Then(), new())));

    [Fact]
    public async Task A_batch_is_cut_at_6_MB_and_the_rest_makes_the_next()
    {
        BatchGatherer gatherer = Gatherer(new FakeQueue().Then(SevenMebibytes()), new());

        Assert.Equal(["0", "1", "2", "3", "4"], await GatherAsync(gatherer));
        Assert.Equal(["5", "6"], await GatherAsync(gatherer));
    }

    /// <summary>Six records, the commas between them and the event around them make 6 MiB to the byte, or one byte more.</summary>
    [Theory]
    [InlineData(0, 6)]
    [InlineData(1, 5)]
    public async Task The_event_around_the_records_counts_too(int over, int count)
    {
        const int Limit = 6 * 1024 * 1024;
        int around = SqsEventWriter.WriteEvent([]).Length + 5;
        int record = new SqsEventWriter(new FakeQueue()).WriteRecord(FakeQueue.Message("0", ""), hasWindow: false).Length;
        int bodies = Limit - around - (6 * record) + over;
        var queue = new FakeQueue().Then(
            [.. Enumerable.Range(0, 6).Select(number => FakeQueue.Message($"{number}", new('x', (bodies / 6) + (number < bodies % 6 ? 1 : 0))))]);

        PolledBatch batch = await Gatherer(queue, new()).GatherAsync(new(), CancellationToken.None, CancellationToken.None).WaitAsync(Bound);

        Assert.Equal(count, batch.Messages.Count);
        Assert.InRange(batch.Payload.Length, 0, Limit);
        Assert.Equal(over == 0, batch.Payload.Length == Limit);
    }

    [Theory]
    [InlineData(true, "next")]
    [InlineData(false, "5")]
    public async Task On_a_FIFO_queue_what_did_not_fit_does_not_overtake_what_was_returned(bool isFifo, string next)
    {
        var queue = new FakeQueue(isFifo).Then(SevenMebibytes()).Then(FakeQueue.Message("next"));
        BatchGatherer gatherer = Gatherer(queue, new());
        await GatherAsync(gatherer);

        gatherer.KeepOrder();

        Assert.Equal(next, (await GatherAsync(gatherer)).First());
    }

    [Fact]
    public async Task What_did_not_fit_is_left_to_the_queue_once_it_is_visible_there_again()
    {
        DateTimeOffset visibleAgain = _time.GetUtcNow() + TimeSpan.FromSeconds(30);
        var queue = new FakeQueue().Then(SevenMebibytes(visibleAgain)).Then(FakeQueue.Message("next"));
        BatchGatherer gatherer = Gatherer(queue, new());
        await GatherAsync(gatherer);

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(["next"], await GatherAsync(gatherer));
    }

    [Theory]
    [InlineData(10, "5")]
    [InlineData(10.001, "next")]
    public async Task What_did_not_fit_is_left_to_the_queue_unless_it_stays_hidden_for_the_function_timeout(double seconds, string next)
    {
        var queue = new FakeQueue().Then(SevenMebibytes(_time.GetUtcNow() + TimeSpan.FromSeconds(30))).Then(FakeQueue.Message("next"));
        BatchGatherer gatherer = Gatherer(queue, new() { FunctionTimeoutSeconds = 20 });
        await GatherAsync(gatherer);

        _time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(next, (await GatherAsync(gatherer)).First());
        Assert.Equal(next == "next" ? ["5", "6"] : [], _forgotten);
    }

    [Fact]
    public async Task A_window_that_begins_with_what_did_not_fit_leaves_the_function_its_timeout()
    {
        using var stop = new CancellationTokenSource();
        var queue = new FakeQueue().Then(SevenMebibytes(_time.GetUtcNow() + TimeSpan.FromSeconds(90)));
        BatchGatherer gatherer = Gatherer(queue, new() { BatchSize = 100, MaximumBatchingWindowInSeconds = 60, FunctionTimeoutSeconds = 30 });
        await GatherAsync(gatherer);
        _time.Advance(TimeSpan.FromSeconds(58));

        Task<PolledBatch> gathering = gatherer.GatherAsync(_settings, CancellationToken.None, stop.Token);

        Assert.Equal([20, 2], queue.Asked.Select(static asked => asked.WaitTime.TotalSeconds));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gathering);
    }

    [Fact]
    public async Task A_FIFO_group_is_never_in_two_batches_at_once_though_the_rest_of_a_receive_waits()
    {
        var queues = new TestQueues();
        SqsQueue fifo = queues.Fifo("q", "VisibilityTimeout=30");
        for (int i = 0; i < 8; i++)
        {
            fifo.Send($"{i}".PadRight(1_000_000), "g");
        }

        var source = new LocalEventSource(fifo);
        var settings = new EventSourceMappingSettings { FunctionTimeoutSeconds = 20 };
        var one = new BatchGatherer(source, queues.Time, this);
        var other = new BatchGatherer(source, queues.Time, this);
        PolledBatch first = await one.GatherAsync(settings, CancellationToken.None, CancellationToken.None);
        queues.Pass(19);
        Assert.Empty(await source.DeleteAsync(first.Messages));

        // From here on the function may work on the second batch until 39 s, and the rest of the first receive is visible at 30 s.
        Task<PolledBatch> second = one.GatherAsync(settings, CancellationToken.None, CancellationToken.None);
        Task<PolledBatch> overlapping = other.GatherAsync(settings, CancellationToken.None, CancellationToken.None);
        queues.Pass(20);

        PolledBatch[] batches = [await second.WaitAsync(Bound), await overlapping.WaitAsync(Bound)];
        Assert.Single(batches, static batch => batch.Messages.Count > 0);
    }

    [Fact]
    public async Task A_window_that_is_ended_early_makes_a_batch_of_what_has_been_received()
    {
        var queues = new TestQueues();
        SqsQueue queue = queues.Standard("q");
        queue.Send("a");
        using var ending = new CancellationTokenSource();
        var gatherer = new BatchGatherer(new LocalEventSource(queue), queues.Time, this);
        Task<PolledBatch> gathering = gatherer.GatherAsync(
            new() { BatchSize = 100, MaximumBatchingWindowInSeconds = 300 }, ending.Token, CancellationToken.None);
        Assert.Equal(1, queue.WaitingReceives);

        await ending.CancelAsync();

        Assert.Equal(["a"], (await gathering.WaitAsync(Bound)).Messages.Select(static message => message.Body));
        Assert.Empty(_forgotten);
    }

    [Fact]
    public async Task A_wait_that_is_ended_early_makes_an_empty_batch_and_takes_no_message()
    {
        var queues = new TestQueues();
        SqsQueue queue = queues.Standard("q");
        using var ending = new CancellationTokenSource();
        var gatherer = new BatchGatherer(new LocalEventSource(queue), queues.Time, this);
        Task<PolledBatch> gathering = gatherer.GatherAsync(new(), ending.Token, CancellationToken.None);

        await ending.CancelAsync();
        queue.Send("a");

        Assert.Empty((await gathering.WaitAsync(Bound)).Messages);
        Assert.Equal(1, queue.Counts.Visible);
    }

    [Fact]
    public async Task A_poll_that_fails_within_a_window_does_not_lose_what_was_gathered()
    {
        var queue = new FakeQueue().Then(FakeQueue.Message("a")).ThenFail(new InvalidOperationException("gone"));

        Assert.Equal(["a"], await GatherAsync(Gatherer(queue, new() { BatchSize = 20, MaximumBatchingWindowInSeconds = 5 })));
    }

    [Fact]
    public async Task What_matches_no_filter_is_deleted_and_counted_and_the_rest_makes_the_batch()
    {
        var queue = new FakeQueue().Then(
            FakeQueue.Message("a", """{"sku":"tea"}"""), FakeQueue.Message("b", """{"sku":"coffee"}"""), FakeQueue.Message("c", "no JSON"));
        var settings = new EventSourceMappingSettings { FilterCriteria = FilterCriteria.Parse(["""{"body":{"sku":["tea"]}}"""]) };

        Assert.Equal(["a"], await GatherAsync(Gatherer(queue, settings)));
        Assert.Equal(["b", "c"], queue.Deleted);
        Assert.Equal((3, 2), (_counters.Polled, _counters.FilteredOut));
    }

    private BatchGatherer Gatherer(FakeQueue queue, EventSourceMappingSettings settings)
    {
        _settings = settings;
        return new(queue, _time, new MappingObservers(_counters, this));
    }

    void IEventSourceMappingObserver.OnForgotten(IReadOnlyList<PolledMessage> messages) => _forgotten.AddRange(messages.Select(static message => message.MessageId));

    private async Task<IEnumerable<string>> GatherAsync(BatchGatherer gatherer)
    {
        PolledBatch batch = await gatherer.GatherAsync(_settings, CancellationToken.None, CancellationToken.None).WaitAsync(Bound);
        return batch.Messages.Select(message => message.MessageId);
    }

    private static PolledMessage[] SevenMebibytes(DateTimeOffset? visibleAgain = null)
    {
        string mebibyte = new('x', 1024 * 1024);
        return [.. Enumerable.Range(0, 7).Select(number => FakeQueue.Message($"{number}", mebibyte, visibleAgain))];
    }

    private static PolledMessage[] Messages(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(number => FakeQueue.Message($"{number}"))];
}
