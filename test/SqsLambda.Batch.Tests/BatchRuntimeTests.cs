namespace SqsLambda.Batch.Tests;

public sealed class BatchRuntimeTests
{
    [Fact]
    public void Random_numbers_are_spread_evenly_from_0_to_1()
    {
        const int Count = 10_000;

        double[] numbers = [.. Enumerable.Range(0, Count).Select(static _ => BatchRuntime.System.NextDouble())];

        Assert.All(numbers, static number => Assert.True(number is >= 0 and < 1));
        Assert.Equal(Count, numbers.Distinct().Count());
        // A tenth of the range has 1,000 of them, give or take 30: 300 is ten times that.
        Assert.All(numbers.CountBy(static number => (int)(number * 10)), static tenth => Assert.InRange(tenth.Value, 700, 1_300));
    }
}
