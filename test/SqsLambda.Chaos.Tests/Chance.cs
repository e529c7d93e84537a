namespace SqsLambda.Chaos.Tests;

/// <summary>Draws from a seed. Safe for concurrent calls.</summary>
internal sealed class Chance(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    /// <summary>Creates a source whose draws do not depend on those of this one.</summary>
    public Chance NewSource()
    {
        lock (_lock)
        {
            return new(_random.Next());
        }
    }

    /// <param name="probability">From 0 to 1.</param>
    public bool Is(double probability)
    {
        lock (_lock)
        {
            return _random.NextDouble() < probability;
        }
    }

    /// <returns>A number from <paramref name="min"/> to <paramref name="max"/>.</returns>
    public int Number(int min, int max)
    {
        lock (_lock)
        {
            return _random.Next(min, max + 1);
        }
    }

    public T OneOf<T>(IReadOnlyList<T> values) => values[Number(0, values.Count - 1)];

    /// <summary>Draws a time. Short times are as likely as long ones: from 1 to 10 ms is as likely as from 100 to 1,000 ms.</summary>
    public TimeSpan Time(TimeSpan min, TimeSpan max)
    {
        lock (_lock)
        {
            return min * Math.Pow(max / min, _random.NextDouble());
        }
    }
}
