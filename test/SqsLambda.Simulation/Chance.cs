namespace SqsLambda.Simulation;

/// <summary>Random numbers from a seed (SplitMix64). Every use has a stream of its own, so that leaving out one use does not change the others.</summary>
internal sealed class Chance(ulong seed)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>Creates the stream for one use.</summary>
    /// <param name="seed">The seed of the scenario.</param>
    /// <param name="use">What the numbers are for.</param>
    /// <param name="number">Which of several such uses.</param>
    public static Chance For(ulong seed, ChanceUse use, long number = 0) =>
        new(Mix(Mix(seed + Gamma) ^ (Mix((ulong)use + 1) + (Gamma * (ulong)number))));

    public ulong Next() => Mix(_state += Gamma);

    public int Below(int end) => (int)(Next() % (ulong)end);

    /// <summary>A whole number between two bounds, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>0 or more, and less than 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Happens(double probability) => Fraction() < probability;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>A time up to a limit, in whole microseconds.</summary>
    public TimeSpan UpTo(TimeSpan limit) => TimeSpan.FromMicroseconds(Math.Floor(Fraction() * limit.TotalMicroseconds));

    public TimeSpan Between(TimeSpan shortest, TimeSpan longest) => shortest + UpTo(longest - shortest);

    public void Shuffle<T>(List<T> items)
    {
        for (int i = items.Count - 1; i > 0; i--)
        {
            int other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

/// <summary>What random numbers are for.</summary>
internal enum ChanceUse
{
    Scenario,
    Settings,
    Message,
    Handler,
    Queue,
    Lambda,
    Runtime,
    Latency,
    Skew,
    Fault,
}
