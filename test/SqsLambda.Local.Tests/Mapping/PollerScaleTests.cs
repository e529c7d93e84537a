using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Tests.Mapping;

public sealed class PollerScaleTests
{
    private static readonly TimeSpan Growth = TimeSpan.FromMilliseconds(200);

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(null, 5)]
    [InlineData(2, 2)]
    [InlineData(1_000, 5)]
    public void It_starts_with_five_or_the_maximum_concurrency(int? maximumConcurrency, int pollers) =>
        Assert.Equal(pollers, Scale(maximumConcurrency).Pollers);

    [Fact]
    public void It_grows_only_while_all_are_busy_and_by_300_a_minute()
    {
        PollerScale scale = Scale();
        _time.Advance(Growth);
        Assert.All(Begin(scale, 4), Assert.False);

        Assert.True(scale.BeginBatch());
        Assert.False(scale.BeginBatch());
        _time.Advance(Growth);
        scale.EndBatch();
        Assert.True(scale.BeginBatch());
        Assert.Equal(7, scale.Pollers);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(null, 1_250)]
    public void It_grows_to_the_maximum_concurrency_or_1250(int? maximumConcurrency, int pollers)
    {
        PollerScale scale = Scale(maximumConcurrency);
        for (int i = 0; i < 2_000; i++)
        {
            _time.Advance(Growth);
            scale.BeginBatch();
        }

        Assert.Equal(pollers, scale.Pollers);
    }

    [Fact]
    public void Empty_polls_take_it_back_to_five()
    {
        PollerScale scale = Scale();
        _time.Advance(Growth);
        Assert.True(Begin(scale, 5)[^1]);

        Assert.True(scale.EndsAfterEmptyPoll());
        Assert.False(scale.EndsAfterEmptyPoll());
        Assert.Equal(5, scale.Pollers);
    }

    [Fact]
    public void Failures_take_it_down_to_one()
    {
        PollerScale scale = Scale();

        Assert.Equal([true, true, true, true, false], Enumerable.Range(0, 5).Select(_ => scale.EndsAfterFailure()));
        Assert.Equal(1, scale.Pollers);
    }

    [Fact]
    public void A_smaller_maximum_ends_those_that_are_too_many_and_a_larger_one_adds_by_the_usual_rule()
    {
        PollerScale scale = Scale();

        scale.ChangeMaximum(2);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => scale.EndsAsTooMany()));
        Assert.Equal(2, scale.Pollers);

        scale.ChangeMaximum(null);
        Assert.False(scale.EndsAsTooMany());
        Assert.Equal([false, false], Begin(scale, 2));
        Assert.Equal((2, 2), (scale.Pollers, scale.Busy));
        _time.Advance(Growth);
        Assert.True(scale.BeginBatch());
    }

    private PollerScale Scale(int? maximumConcurrency = null) => new(maximumConcurrency, _time);

    private static bool[] Begin(PollerScale scale, int count) => [.. Enumerable.Range(0, count).Select(_ => scale.BeginBatch())];
}
