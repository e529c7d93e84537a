using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>How long the store is left alone between two attempts.</summary>
public sealed class BackoffTests
{
    private static readonly string[] Owners = NewOwners(new(1));

    [Theory]
    [InlineData(1, 25)]
    [InlineData(2, 50)]
    [InlineData(4, 200)]
    [InlineData(7, 1_600)]
    [InlineData(8, 1_600)]
    [InlineData(1_000, 1_600)]
    public void Invocations_that_failed_together_come_back_spread_over_the_second_half_of_the_wait(int attempt, int longestMs)
    {
        double[] waits = [.. Owners.Select(owner => new Backoff(owner).After(attempt) / TimeSpan.FromMilliseconds(longestMs)).Order()];

        Assert.InRange(waits[0], 0.5, 0.52);
        Assert.InRange(waits[^1], 0.98, 1);
        Assert.All(waits.Zip(waits.Skip(1)), static each => Assert.InRange(each.Second - each.First, 0, 0.05));
    }

    [Fact]
    public void Each_wait_of_an_invocation_has_a_chance_of_its_own()
    {
        var backoff = new Backoff(Owners[1]);

        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => backoff.After(1)).Distinct().Count());
    }

    private static string[] NewOwners(Random chance) => [.. Enumerable.Range(0, 200).Select(_ => $"{chance.NextInt64():x16}{chance.NextInt64():x16}")];
}
