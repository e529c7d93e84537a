namespace SqsLambda.Local.WebConsole;

/// <summary>A step in the life of a message.</summary>
/// <param name="At">When it happened.</param>
/// <param name="What">What happened, in a few words.</param>
/// <param name="Detail">Which receive, which batch or why; at most <see cref="MaxDetailLength"/> characters.</param>
/// <param name="Delivery">The receive that begins with the step; <see langword="null"/> if none does.</param>
internal readonly record struct MessageStep(DateTimeOffset At, string What, string? Detail, Delivery? Delivery)
{
    public const int MaxDetailLength = 1_000;

    /// <summary>The memory that the step takes, in bytes, roughly.</summary>
    public int Bytes => 48 + (2 * (Detail?.Length ?? 0)) + (Delivery?.Bytes ?? 0);
}
