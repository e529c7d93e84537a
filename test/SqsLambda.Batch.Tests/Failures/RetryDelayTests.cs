using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Failures;

/// <summary>For how long what is returned is hidden.</summary>
public sealed class RetryDelayTests
{
    private readonly RecordingQueue _queue = new();

    [Fact]
    public async Task By_default_a_failed_message_is_left_to_its_visibility_timeout()
    {
        Harness harness = With(new());
        harness.Handler.Fails("a");

        Assert.Equal(["m0"], await harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Empty(_queue.Hidden);
    }

    [Theory]
    [InlineData(1, 0.999999, 10)]
    [InlineData(2, 0.999999, 20)]
    [InlineData(4, 0.999999, 80)]
    [InlineData(5, 0.999999, 100)]
    [InlineData(1_000, 0.999999, 100)]
    [InlineData(3, 0.5, 20)]
    [InlineData(3, 0, 1)]
    public async Task A_failed_message_is_hidden_for_a_random_part_of_a_delay_that_doubles_with_each_receive(int receiveCount, double drawn, int seconds)
    {
        Harness harness = With(new()
        {
            BackoffBase = TimeSpan.FromSeconds(10),
            BackoffMax = TimeSpan.FromSeconds(100),
        }, drawn);
        harness.Handler.Fails("a");

        await harness.ReturnedAsync(Notes.Of("a", "b").ReceivedTimes(receiveCount, 1));

        Assert.Equal([$"m0 {seconds}"], _queue.Hidden);
    }

    [Fact]
    public async Task On_a_FIFO_queue_a_group_shares_the_delay_of_its_failed_message()
    {
        Harness harness = With(new() { BackoffBase = TimeSpan.FromSeconds(10) });
        harness.Handler.Fails("b", "x");

        Assert.Equal(["m1", "m2", "m4", "m5"], await harness.ReturnedAsync(Notes.Of("a", "b", "c", "w", "x", "y").Fifo("g", "g", "g", "h", "h", "h")));

        string[] delays = [.. _queue.Hidden.Select(static hidden => hidden.Split(' ')[1])];
        Assert.Equal(["m1", "m2", "m4", "m5"], _queue.Hidden.Select(static hidden => hidden.Split(' ')[0]));
        Assert.Equal((delays[0], delays[2]), (delays[1], delays[3]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("g")]
    public async Task What_is_in_progress_elsewhere_is_hidden_until_a_second_after_the_lease_ends(string group)
    {
        Harness harness = With(new());
        harness.Store.ClaimResults = results =>
            [new(ClaimStatus.InProgress, TimeSpan.FromSeconds(20)), .. results.Skip(1)];
        var batch = Notes.Of("a", "b");

        await harness.ReturnedAsync(group.Length == 0 ? batch : batch.Fifo(group));

        Assert.Equal(group.Length == 0 ? ["m0 21"] : ["m0 21", "m1 21"], _queue.Hidden);
    }

    [Fact]
    public async Task A_dependency_that_says_when_to_come_back_is_believed()
    {
        Harness harness = With(new());
        harness.Handler.On("a", static () => throw new DependencyUnavailableException("down", TimeSpan.FromSeconds(90)));

        Assert.Equal(["m0"], await harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Equal(["m0 90"], _queue.Hidden);
    }

    /// <summary>SQS counts 12 hours from the receive, and refuses more. The event tells when that was only of a message's first.</summary>
    [Theory]
    [InlineData("received just now", 1, 0, 43_185)]
    [InlineData("gathered for a while", 1, 200, 42_985)]
    [InlineData("received before", 2, 3_600, 42_885)]
    [InlineData("received by a clock that is ahead", 1, -60, 42_885)]
    [InlineData("received longer ago than SQS hides anything", 1, 50_000, 42_885)]
    [InlineData("received almost 12 hours ago", 1, 43_185, null)]
    public async Task The_longest_delay_ends_within_12_hours_of_the_receive(string name, int receiveCount, int secondsAgo, int? seconds)
    {
        Harness harness = With(new());
        DateTimeOffset received = harness.Time.GetUtcNow() - TimeSpan.FromSeconds(secondsAgo);
        harness.Handler.On("a", () =>
        {
            harness.Time.Advance(TimeSpan.FromSeconds(5));
            throw new DependencyUnavailableException("down", TimeSpan.MaxValue);
        });

        await harness.ReturnedAsync(Notes.Of("a").With(0, record =>
        {
            record.Attributes["ApproximateReceiveCount"] = $"{receiveCount}";
            record.Attributes["ApproximateFirstReceiveTimestamp"] = $"{received.ToUnixTimeMilliseconds()}";
        }));

        Assert.Equal($"{name}: m0 {seconds}", $"{name}: {(_queue.Hidden is [var hidden] ? hidden : "m0 ")}");
    }

    [Fact]
    public async Task After_so_many_outages_in_a_row_no_further_message_starts_and_the_rest_waits_as_long_as_the_longest()
    {
        Harness harness = With(new() { StopAfterConsecutiveOutages = 2 });
        harness.Handler.On("b", static () => throw new DependencyUnavailableException("down", TimeSpan.FromSeconds(60)));
        harness.Handler.On("d", static () => throw new DependencyUnavailableException("down", TimeSpan.FromSeconds(90)));
        harness.Handler.On("e", static () => throw new DependencyUnavailableException("down"));

        Assert.Equal(["m1", "m3", "m4", "m5", "m6"], await harness.ReturnedAsync(Notes.Of("a", "b", "c", "d", "e", "f", "g")));

        Assert.Equal(["a", "b", "c", "d", "e"], harness.Handler.Called);
        Assert.Equal(["m1 60", "m3 90", "m5 90", "m6 90"], _queue.Hidden);
        Assert.Equal(2, harness.Store.Records);
        Assert.Contains(
            "Warning: Message m5 was not attempted (receive count 1): A dependency of the handlers failed for earlier messages.",
            harness.Logger.Entries);
    }

    [Fact]
    public async Task A_copy_of_a_message_that_an_outage_kept_from_starting_waits_as_long()
    {
        Harness harness = With(new() { StopAfterConsecutiveOutages = 1 });
        harness.Handler.On("a", static () => throw new DependencyUnavailableException("down", TimeSpan.FromSeconds(60)));

        Assert.Equal(["m0", "m1", "m2"], await harness.ReturnedAsync(Notes.Of("a", "b", "b")));
        Assert.Equal(["m0 60", "m1 60", "m2 60"], _queue.Hidden);
    }

    /// <summary>Its lease has ended by the time that a short delay ends: it would run twice at once.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_whose_handler_did_not_finish_is_left_to_its_visibility_timeout_with_its_copies(bool heedsCancellation)
    {
        Harness harness = With(new() { BackoffBase = TimeSpan.FromSeconds(10) }, drawn: 0);
        harness.Handler.Fails("a");
        harness.Handler.On("b", (_, stop) => heedsCancellation ? Task.Delay(Timeout.Infinite, stop) : new TaskCompletionSource().Task);
        Task<string[]> running = harness.ReturnedAsync(Notes.Of("a", "b", "b"));

        harness.Time.Advance(TimeSpan.FromSeconds(29.5));

        Assert.Equal(["m0", "m1", "m2"], await running);
        Assert.Equal(["m0 1"], _queue.Hidden);
    }

    [Fact]
    public async Task A_group_whose_handler_did_not_finish_comes_back_together_at_its_visibility_timeout()
    {
        Harness harness = With(new() { BackoffBase = TimeSpan.FromSeconds(10) });
        harness.Handler.On("a", static () => new TaskCompletionSource().Task);
        Task<string[]> running = harness.ReturnedAsync(Notes.Of("a", "b").Fifo("g"));

        harness.Time.Advance(TimeSpan.FromSeconds(29.5));

        Assert.Equal(["m0", "m1"], await running);
        Assert.Empty(_queue.Hidden);
    }

    [Fact]
    public async Task A_delay_that_cannot_be_set_is_logged_and_no_error_of_the_batch()
    {
        Harness harness = With(new() { BackoffBase = TimeSpan.FromSeconds(10) });
        harness.Handler.Fails("a", "b");
        _queue.Refusal = static message => new("NoHandle", $"no such handle of {message.MessageId}");

        Assert.Equal(["m0", "m1"], await harness.ReturnedAsync(Notes.Of("a", "b", "c")));
        Assert.Contains(
            "Warning: The visibility timeout of 2 messages could not be changed, so they come back when it ends: NoHandle: no such handle of m0", harness.Logger.Entries);
    }

    [Fact]
    public async Task A_queue_that_throws_or_hangs_does_not_keep_the_answer()
    {
        Harness harness = With(new() { BackoffBase = TimeSpan.FromSeconds(10) });
        harness.Handler.Fails("a");
        _queue.OnCall = static () => throw new TimeoutException("too slow");
        Assert.Equal(["m0"], await harness.ReturnedAsync(Notes.Of("a")));
        Assert.EndsWith("so they come back when it ends: TimeoutException: too slow", harness.Logger.Entries[^2], StringComparison.Ordinal);

        var hangs = new TaskCompletionSource();
        _queue.OnCall = () => hangs.Task;
        var running = Task.Run(() => harness.StartAsync(Notes.Of("a")));
        while (!running.IsCompleted)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(["m0"], await Harness.WithinBoundAsync(running));
    }

    private Harness With(FailurePolicy policy, double? drawn = null) =>
        new() { Drawn = drawn, Options = new() { MaxDegreeOfParallelism = 1, Failures = policy with { Visibility = _queue } } };
}
