using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;

namespace SqsLambda.Local.Faults;

/// <summary>
/// Decides what goes wrong. The decision depends on the seed, the fault, its subject and how often that subject was asked about before, and
/// on nothing else: a run with the same seed and messages meets the same faults, in whatever order its threads run. It remembers each
/// subject. Safe for concurrent use.
/// </summary>
/// <param name="percentages">How often each fault happens: 0 to 100 %; one that is not named never does.</param>
/// <param name="seed">Any number.</param>
internal sealed class FaultPlan(IReadOnlyDictionary<FaultKind, double> percentages, int seed)
{
    private readonly ConcurrentDictionary<(FaultKind Kind, string Subject), int> _asked = new();
    private readonly ConcurrentDictionary<FaultKind, int> _happened = new();

    public int Seed => seed;

    /// <summary>Whether any fault can happen.</summary>
    public bool IsActive => percentages.Values.Any(static percentage => percentage > 0);

    /// <summary>Whether the fault happens this time.</summary>
    public bool Happens(FaultKind kind, string subject)
    {
        double percentage = percentages.GetValueOrDefault(kind);
        if (percentage <= 0 || Draw(kind, subject) >= percentage / 100)
        {
            return false;
        }

        _happened.AddOrUpdate(kind, 1, static (_, count) => count + 1);
        return true;
    }

    /// <summary>A source of random numbers of its own for a fault that happens.</summary>
    public Random RandomFor(FaultKind kind, string subject) => new((int)(Draw(kind, subject) * int.MaxValue));

    /// <summary>How often each fault happened so far.</summary>
    public override string ToString() =>
        string.Join(", ", Enum.GetValues<FaultKind>().Where(_happened.ContainsKey).Select(kind => $"{kind.ToString().ToLowerInvariant()} {_happened[kind]}"))
            is { Length: > 0 } counts ? counts : "none";

    // 0 inclusive to 1 exclusive.
    private double Draw(FaultKind kind, string subject)
    {
        int time = _asked.AddOrUpdate((kind, subject), 1, static (_, count) => count + 1);
        ulong hash = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{seed}|{kind}|{time}|{subject}"));
        return (hash >> 11) * (1.0 / (1UL << 53));
    }
}
