using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Running;

namespace SqsLambda.Local.Tests.Running;

public sealed class TimelyStartTests
{
    [Theory]
    [InlineData(10, 60, 60, 1, 50)]
    [InlineData(10, 12, 12, 1, 6)]
    [InlineData(30, 30, 30, 1, 15)]
    [InlineData(10, 60, 8, 1, 1)]
    [InlineData(10, 60, 8, 2, -2)]
    public async Task A_batch_may_wait_while_its_messages_stay_hidden_for_as_long_as_the_function_may_take(
        int timeout, int visibilityTimeout, int hidden, int attempt, int expected)
    {
        var time = new FakeTimeProvider();
        await using var function = new RecordingFunction();
        BatchInvocation invoke = TimelyStart.Of(
            function, TimeSpan.FromSeconds(timeout), TimeSpan.FromSeconds(visibilityTimeout), time, CancellationToken.None);

        await invoke(new([new("id", "handle", "", "", [], [], null, 1, time.GetUtcNow() + TimeSpan.FromSeconds(hidden))], []) { Attempt = attempt });

        Assert.Equal(TimeSpan.FromSeconds(expected), function.LatestStart - time.GetUtcNow());
    }

    private sealed class RecordingFunction : IRunningFunction
    {
        public DateTimeOffset LatestStart { get; private set; }

        public Task<InvocationResult> InvokeAsync(byte[] payload, DateTimeOffset latestStart, CancellationToken cancellationToken)
        {
            LatestStart = latestStart;
            return Task.FromResult(InvocationResult.Throttled);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
