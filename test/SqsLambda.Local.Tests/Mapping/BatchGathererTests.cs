using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Tests.Mapping;

public sealed class BatchGathererTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();

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
        string mebibyte = new('x', 1024 * 1024);
        var queue = new FakeQueue().Then([.. Enumerable.Range(0, 7).Select(number => FakeQueue.Message($"{number}", mebibyte))]);
        BatchGatherer gatherer = Gatherer(queue, new());

        Assert.Equal(["0", "1", "2", "3", "4"], await GatherAsync(gatherer));
        Assert.Equal(["5", "6"], await GatherAsync(gatherer));
    }

    [Fact]
    public async Task What_did_not_fit_can_be_forgotten()
    {
        string mebibyte = new('x', 1024 * 1024);
        var queue = new FakeQueue()
            .Then([.. Enumerable.Range(0, 7).Select(number => FakeQueue.Message($"{number}", mebibyte))])
            .Then(FakeQueue.Message("next"));
        BatchGatherer gatherer = Gatherer(queue, new());
        await GatherAsync(gatherer);

        gatherer.Forget();

        Assert.Equal(["next"], await GatherAsync(gatherer));
    }

    private BatchGatherer Gatherer(FakeQueue queue, EventSourceMappingSettings settings) =>
        new(queue, settings, new SqsEventWriter(queue, settings.MaximumBatchingWindowInSeconds > 0), _time);

    private static async Task<IEnumerable<string>> GatherAsync(BatchGatherer gatherer)
    {
        var (messages, _) = await gatherer.GatherAsync(CancellationToken.None).WaitAsync(Bound);
        return messages.Select(message => message.MessageId);
    }

    private static PolledMessage[] Messages(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(number => FakeQueue.Message($"{number}"))];
}
