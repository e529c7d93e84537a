namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>A step in the life of a message.</summary>
/// <param name="at">When it happened.</param>
/// <param name="what">What happened, in a few words.</param>
/// <param name="detail">Which batch or why; at most <see cref="MaxDetailLength"/> characters.</param>
/// <param name="delivery">The receive that begins with the step; <see langword="null"/> if none does.</param>
internal readonly struct MessageStep(DateTimeOffset at, string what, string? detail, Delivery? delivery)
{
    public const int MaxDetailLength = 1_000;

    private const int BytesOfStep = 40;

    private readonly long _utcTicks = at.UtcTicks;

    public DateTimeOffset At => new(_utcTicks, TimeSpan.Zero);

    public string What => what;

    public string? Detail => detail ?? delivery?.ToString();

    public Delivery? Delivery => delivery;

    /// <summary>The memory that the step takes, in bytes, roughly.</summary>
    public int Bytes => BytesOfStep + (2 * (detail?.Length ?? 0)) + (delivery?.Bytes ?? 0);
}
