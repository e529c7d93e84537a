using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>A client that ignores its token, and the timer that bounds its calls.</summary>
public sealed class AbandonedCallTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_an_abandoned_call_throws_later_is_observed()
    {
        string marker = Guid.NewGuid().ToString();
        var unobserved = new List<string>();
        EventHandler<UnobservedTaskExceptionEventArgs> record = (_, args) =>
        {
            lock (unobserved)
            {
                unobserved.AddRange(args.Exception.InnerExceptions.Select(static exception => exception.Message));
            }
        };
        TaskScheduler.UnobservedTaskException += record;
        try
        {
            await AbandonAsync(marker);
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= record;
        }

        lock (unobserved)
        {
            Assert.DoesNotContain(marker, unobserved);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_timer_of_a_call_does_not_keep_the_callers_execution_context(bool isSuppressedAlready)
    {
        var time = new FlowRecordingTimeProvider();
        using var client = new SilentClient();
        using var caller = new CancellationTokenSource();
        var store = new DynamoDbIdempotencyStore(client, "records", TimeSpan.FromDays(14), time);
        AsyncFlowControl? flow = isSuppressedAlready ? ExecutionContext.SuppressFlow() : null;

        ValueTask<IReadOnlyList<ClaimResult>> claiming = store.ClaimAsync([ClaimOf(0)], "owner", TimeSpan.FromMinutes(1), caller.Token);

        Assert.Equal(isSuppressedAlready, ExecutionContext.IsFlowSuppressed());
        flow?.Undo();
        Assert.Equal([true], time.WasFlowSuppressed);
        await caller.CancelAsync();
        await Assert.ThrowsAsync<IdempotencyTableException>(async () => await claiming);
    }

    // Not inlined, so that nothing keeps the abandoned task alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task AbandonAsync(string marker)
    {
        var time = new FakeTimeProvider();
        using var client = new SilentClient();
        var store = new DynamoDbIdempotencyStore(client, "records", TimeSpan.FromDays(14), time);
        Task<IReadOnlyList<ClaimResult>> claiming = store.ClaimAsync([ClaimOf(0)], "owner", TimeSpan.FromMinutes(1), default).AsTask();

        time.Advance(DynamoDbClientConfig.CallTimeout);

        await Assert.ThrowsAsync<IdempotencyTableException>(() => claiming.WaitAsync(Limit));
        client.Fail(new InvalidOperationException(marker));
    }

    private static Claim ClaimOf(int number) => new(new("test", $"{number}"), PayloadHash.OfBody("1"u8));

    /// <summary>Does not answer, and takes no notice of its token.</summary>
    private sealed class SilentClient() : AmazonDynamoDBClient(
        new BasicAWSCredentials("test", "test"),
        new AmazonDynamoDBConfig { RegionEndpoint = Amazon.RegionEndpoint.EUWest1, Timeout = DynamoDbClientConfig.CallTimeout })
    {
        private TaskCompletionSource<BatchExecuteStatementResponse>? _answer = new();

        public override Task<BatchExecuteStatementResponse> BatchExecuteStatementAsync(
            BatchExecuteStatementRequest request, CancellationToken cancellationToken) => _answer!.Task;

        public void Fail(Exception exception)
        {
            _answer!.SetException(exception);
            _answer = null;
        }
    }

    private sealed class FlowRecordingTimeProvider : TimeProvider
    {
        public List<bool> WasFlowSuppressed { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            WasFlowSuppressed.Add(ExecutionContext.IsFlowSuppressed());
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
