using System.Globalization;

namespace SqsLambda.Chaos.Tests;

/// <summary>What a run found.</summary>
/// <param name="Options">How large it was.</param>
/// <param name="Sent">The ids of the orders that were sent.</param>
/// <param name="Recorded">How often each order was recorded.</param>
/// <param name="Crashes">What functions wrote that ended though nobody killed them.</param>
/// <param name="Figures">What happened.</param>
/// <param name="Time">How long it took.</param>
internal sealed record ChaosResult(
    ChaosOptions Options,
    IReadOnlyCollection<string> Sent,
    IReadOnlyDictionary<string, int> Recorded,
    IReadOnlyList<string> Crashes,
    Figures Figures,
    TimeSpan Time)
{
    /// <summary>The orders that were sent and not recorded.</summary>
    public IReadOnlyList<string> Lost => [.. Sent.Except(Recorded.Keys)];

    /// <summary>The orders that were recorded more than once.</summary>
    public IReadOnlyList<string> Doubled => [.. Recorded.Where(static order => order.Value != 1).Select(static order => $"{order.Key}: {order.Value} times")];

    /// <summary>The orders that were recorded and never sent.</summary>
    public IReadOnlyList<string> Unknown => [.. Recorded.Keys.Except(Sent)];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Options.Seed}, {Time.TotalSeconds:N0} s: {Recorded.Count:N0} orders recorded, {Lost.Count:N0} lost, {Doubled.Count:N0} doubled\n{Figures}");
}
