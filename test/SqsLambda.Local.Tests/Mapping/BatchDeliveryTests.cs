using SqsLambda.Batch.Tests;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Tests.Mapping;

public sealed class BatchDeliveryTests : IEventSourceMappingObserver
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);
    private static readonly byte[] NoFailures = "{}"u8.ToArray();

    private readonly ImpatientTimeProvider _time = new() { Patience = TimeSpan.FromMinutes(1) };
    private readonly FakeQueue _queue = new();
    private readonly List<string> _told = [];

    [Fact]
    public async Task A_throttled_batch_is_tried_again_until_the_function_takes_it()
    {
        List<int> attempts = [];
        DateTimeOffset start = _time.GetUtcNow();

        DeliveryResult result = await DeliverAsync(
            batch =>
            {
                attempts.Add(batch.Attempt);
                return Task.FromResult(attempts.Count < 4 ? InvocationResult.Throttled with { ThrottleCause = " by a test" } : new(NoFailures, null));
            },
            TimeSpan.FromSeconds(30));

        Assert.Equal(new(HasReturned: false, BacksOff: false), result);
        Assert.Equal([1, 2, 3, 4], attempts);
        Assert.Equal(TimeSpan.FromMilliseconds(100 + 200 + 400), _time.GetUtcNow() - start);
        Assert.Equal(["throttled 2 by a test", "throttled 2 by a test", "throttled 2 by a test", "invoked 2", "deleted 2"], _told);
    }

    [Fact]
    public async Task A_batch_that_is_throttled_until_its_messages_are_visible_again_is_dropped_and_not_deleted()
    {
        DateTimeOffset start = _time.GetUtcNow();

        DeliveryResult result = await DeliverAsync(_ => Task.FromResult(InvocationResult.Throttled), TimeSpan.FromSeconds(1));

        Assert.True(result.HasReturned);
        Assert.Equal(TimeSpan.FromSeconds(1), _time.GetUtcNow() - start);
        Assert.Equal("the function was throttled until the visibility timeout ended: Lambda drops the batch", _told[^2]);
        Assert.Equal("returned 2", _told[^1]);
        Assert.DoesNotContain("invoked 2", _told);
        Assert.Empty(_queue.Deleted);
    }

    [Fact]
    public async Task Stopping_ends_the_retries_of_a_throttled_batch()
    {
        _time.Patience = TimeSpan.Zero;
        using var stop = new CancellationTokenSource();
        Task<DeliveryResult> delivery = DeliverAsync(
            _ => Task.FromResult(InvocationResult.Throttled), TimeSpan.FromHours(1), cancellationToken: stop.Token);

        await stop.CancelAsync();

        Assert.True((await delivery).HasReturned);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(60, "the function was throttled until the visibility timeout ended: Lambda drops the batch")]
    public async Task A_throttled_batch_has_not_failed_if_the_run_ends_before_the_visibility_timeout(int secondsPassed, string? reason)
    {
        using var stop = new CancellationTokenSource();

        await DeliverAsync(
            async _ =>
            {
                _time.Advance(TimeSpan.FromSeconds(secondsPassed));
                await stop.CancelAsync();
                return InvocationResult.Throttled;
            },
            TimeSpan.FromSeconds(60),
            cancellationToken: stop.Token);

        Assert.Equal(["throttled 2", .. reason is null ? Array.Empty<string>() : [reason, "returned 2"]], _told);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_function_error_makes_Lambda_back_off_only_without_ReportBatchItemFailures(bool reports, bool backsOff)
    {
        DeliveryResult result = await DeliverAsync(_ => Task.FromResult(InvocationResult.Failed("broken")), TimeSpan.FromHours(1), reports);

        Assert.Equal(new(HasReturned: true, backsOff), result);
        Assert.Equal(["invoked 2", "broken", "returned 2"], _told);
    }

    [Fact]
    public async Task No_more_than_the_reserved_concurrency_is_invoked_at_once_and_a_place_is_free_again_after_it()
    {
        var gate = new TaskCompletionSource();
        var reserved = new ReservedConcurrency(2, async _ =>
        {
            await gate.Task;
            return new(NoFailures, null);
        });
        var batch = new PolledBatch([FakeQueue.Message("a")], []);
        Task<InvocationResult>[] taken = [reserved.InvokeAsync(batch), reserved.InvokeAsync(batch)];

        InvocationResult tooMany = await reserved.InvokeAsync(batch);
        Assert.Equal((true, "by the reserved concurrency of 2"), (tooMany.IsThrottled, tooMany.ThrottleCause));
        gate.SetResult();
        Assert.All(await Task.WhenAll(taken), static result => Assert.False(result.IsThrottled));
        Assert.False((await reserved.InvokeAsync(batch)).IsThrottled);
    }

    [Fact]
    public async Task A_thousand_messages_are_deleted_ten_a_call()
    {
        PolledMessage[] messages = [.. Enumerable.Range(0, 1_001).Select(static number => FakeQueue.Message($"{number}"))];

        Assert.Empty(await _queue.DeleteAllAsync(messages));

        Assert.Equal(messages.Select(static message => message.MessageId), _queue.Deleted);
        Assert.Equal(101, _queue.Deletes);
    }

    void IEventSourceMappingObserver.OnInvoked(IReadOnlyList<PolledMessage> batch) => _told.Add($"invoked {batch.Count}");

    void IEventSourceMappingObserver.OnThrottled(IReadOnlyList<PolledMessage> batch, string? cause) => _told.Add($"throttled {batch.Count}{cause}");

    void IEventSourceMappingObserver.OnDeleted(IReadOnlyList<PolledMessage> messages) => _told.Add($"deleted {messages.Count}");

    void IEventSourceMappingObserver.OnReturned(IReadOnlyList<PolledMessage> messages, string? batchFailure) =>
        _told.AddRange([batchFailure!, $"returned {messages.Count}"]);

    private Task<DeliveryResult> DeliverAsync(
        BatchInvocation invoke, TimeSpan hidden, bool reports = true, CancellationToken cancellationToken = default)
    {
        DateTimeOffset visibleAgain = _time.GetUtcNow() + hidden;
        var batch = new PolledBatch([FakeQueue.Message("a", visibleAgain: visibleAgain), FakeQueue.Message("b", visibleAgain: visibleAgain)], []);
        return new BatchDelivery(_queue, invoke, _time, this)
            .DeliverAsync(batch, reports, cancellationToken)
            .WaitAsync(Bound, CancellationToken.None);
    }
}
