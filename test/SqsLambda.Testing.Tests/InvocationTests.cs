using System.Globalization;
using Amazon.Lambda.Core;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Testing.Tests;

/// <summary>The context, its log, and the store.</summary>
public sealed class InvocationTests
{
    [Fact]
    public void A_context_has_30_seconds_left_and_a_value_in_every_member_of_a_function_that_SQS_triggers()
    {
        var context = new TestInvocationContext();

        Assert.Equal(
            (TimeSpan.FromSeconds(30), "test-function", "$LATEST", 512, "/aws/lambda/test-function"),
            (context.RemainingTime, context.FunctionName, context.FunctionVersion, context.MemoryLimitInMB, context.LogGroupName));
        Assert.Equal("00000000-0000-4000-8000-000000000000", context.AwsRequestId);
        Assert.Equal("arn:aws:lambda:us-east-1:123456789012:function:test-function", context.InvokedFunctionArn);
        Assert.Equal("2018/12/17/[$LATEST]00000000000000000000000000000000", context.LogStreamName);
        Assert.Equal(TimeSpan.FromSeconds(5), new TestInvocationContext { RemainingTime = TimeSpan.FromSeconds(5) }.RemainingTime);
    }

    [Fact]
    public void A_test_reads_each_line_that_was_logged()
    {
        var context = new TestInvocationContext();
        ILambdaLogger logger = context.Logger;
        var failure = new InvalidOperationException("It fails.");

        logger.Log("a");
        logger.LogLine("b");
        logger.Log("Audit", "c {x}");
        logger.LogInformation("Message {id} took {ms:F2} ms, {ratio,5:P0}.", "m0", 1.5, null!);
        logger.LogWarning("{1} {0} {2}", "zero", "one");
        logger.LogWarning("{order.id} of {trace-id}, {{x}} {the name}", "7", "t", "n");
        logger.LogError(failure, "{@id} {none}", "m1");
        logger.Log(LogLevel.Debug, "d {x}", null!);

        Assert.Same(context.Log, logger);
        Assert.Equal(
            [
                "a", "b", "Audit: c {x}", "Information: Message m0 took 1.50 ms, .", "Warning: one zero {2}", "Warning: 7 of t, {x} n", "Error: m1 {none}", "Debug: d {x}",
            ],
            context.Log.Lines);
        Assert.Equal(context.Log.Lines, context.Log.Entries.Select(static entry => entry.ToString()));
        Assert.Equal(
            ("Error", "{@id} {none}", "m1 {none}", (object)"m1", failure),
            (context.Log.Entries[6].Level, context.Log.Entries[6].Template, context.Log.Entries[6].Message,
                Assert.Single(context.Log.Entries[6].Arguments), context.Log.Entries[6].Exception));
        Assert.Equal(
            string.Join('\n', [.. context.Log.Lines.Take(7), failure.ToString(), context.Log.Lines[7]]), context.Log.Text);
    }

    [Fact]
    public void Many_threads_log_at_once()
    {
        var log = new TestLogger();

        Parallel.For(0, 1_000, number => ((ILambdaLogger)log).LogInformation("{number}", number));

        Assert.Equal(
            Enumerable.Range(0, 1_000), log.Entries.Select(static entry => int.Parse(entry.Message, CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task In_a_store_without_a_clock_no_lease_ends()
    {
        InMemoryIdempotencyStore store = TestIdempotencyStore.Create();
        Claim[] claims = [new(new("test", "a"), default)];

        await store.ClaimAsync(claims, "one", TimeSpan.FromMilliseconds(1), CancellationToken.None);
        ClaimResult second = Assert.Single(await store.ClaimAsync(claims, "another", TimeSpan.FromMilliseconds(1), CancellationToken.None));

        Assert.Equal(new ClaimResult(ClaimStatus.InProgress, TimeSpan.FromMilliseconds(1)), second);
    }

    [Fact]
    public async Task A_store_takes_the_clock_the_expiration_and_the_maximum_of_the_test()
    {
        var clock = new Clock();
        InMemoryIdempotencyStore store = TestIdempotencyStore.Create(clock, TimeSpan.FromMinutes(1), maxRecords: 1);
        Claim[] one = [new(new("test", "a"), default)], another = [new(new("test", "b"), default)];

        await store.ClaimAsync(one, "owner", TimeSpan.FromSeconds(1), CancellationToken.None);
        Assert.Equal(ClaimStatus.Unavailable, Assert.Single(await store.ClaimAsync(another, "owner", TimeSpan.FromSeconds(1), CancellationToken.None)).Status);

        await store.SettleAsync([new(one[0].Key, SettlementKind.Complete)], "owner", CancellationToken.None);
        Assert.Equal(ClaimStatus.Completed, Assert.Single(await store.ClaimAsync(one, "owner", TimeSpan.FromSeconds(1), CancellationToken.None)).Status);

        clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(ClaimStatus.Claimed, Assert.Single(await store.ClaimAsync(one, "owner", TimeSpan.FromSeconds(1), CancellationToken.None)).Status);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
