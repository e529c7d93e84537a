namespace SqsLambda.Simulation.Invariants;

/// <summary>An invariant does not hold.</summary>
/// <param name="Invariant">The invariant.</param>
/// <param name="Expected">What had to be.</param>
/// <param name="Found">What was found.</param>
internal sealed record Violation(Invariant Invariant, string Expected, string Found)
{
    public override string ToString() => $"{Invariant}: expected that {Expected}, but {Found}.";
}

/// <summary>
/// Keeps the first violation of a scenario. It is kept instead of thrown, because the engine catches what handlers, stores and observers throw.
/// </summary>
internal sealed class Verdict
{
    public Violation? Violation { get; private set; }

    public void Require(bool holds, Invariant invariant, string expected, Func<string> found)
    {
        if (!holds)
        {
            Fail(invariant, expected, found());
        }
    }

    public void Fail(Invariant invariant, string expected, string found) => Violation ??= new(invariant, expected, found);
}
