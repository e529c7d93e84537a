using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>How long a store is left alone between two attempts.</summary>
public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 25)]
    [InlineData(2, 50)]
    [InlineData(4, 200)]
    [InlineData(7, 1_600)]
    [InlineData(8, 1_600)]
    [InlineData(1_000, 1_600)]
    public void Waits_are_spread_evenly_over_the_second_half_of_the_longest_one(int attempt, int longestMs)
    {
        var backoff = new Backoff(new TestRuntime(TimeProvider.System, seed: 1));

        double[] waits = [.. Enumerable.Range(0, 200).Select(_ => backoff.After(attempt) / TimeSpan.FromMilliseconds(longestMs)).Order()];

        Assert.InRange(waits[0], 0.5, 0.52);
        Assert.InRange(waits[^1], 0.98, 1);
        Assert.All(waits.Zip(waits.Skip(1)), static each => Assert.InRange(each.Second - each.First, 0, 0.05));
    }
}
