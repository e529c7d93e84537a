using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Faults;

/// <summary>
/// Decides what goes wrong. A decision depends on the seed, the fault, and the body and the receive count of a message, and on nothing else:
/// not on the messages around it, on what was decided before, or on the order in which threads run. Safe for concurrent use.
/// </summary>
internal sealed class FaultPlan
{
    // How often each fault happened that was ever set.
    private readonly ConcurrentDictionary<FaultKind, int> _counts = new();
    private volatile double[] _percentages = [];

    /// <param name="percentages">How often each fault happens: 0 to 100 %; one that is not named never does.</param>
    /// <param name="seed">Any number.</param>
    public FaultPlan(IReadOnlyDictionary<FaultKind, double> percentages, long seed)
    {
        Seed = seed;
        Change(percentages);
    }

    public long Seed { get; }

    /// <summary>Whether any fault can happen now.</summary>
    public bool IsActive => _percentages.AsSpan().ContainsAnyExcept(0.0);

    /// <summary>How often each fault happens, in percent. Those that never happen are left out.</summary>
    public IReadOnlyDictionary<FaultKind, double> Percentages =>
        Enum.GetValues<FaultKind>().Zip(_percentages).Where(static fault => fault.Second > 0).ToDictionary();

    /// <summary>What to say of the faults when the run is over; <see langword="null"/> if none could ever happen.</summary>
    public string? Farewell
    {
        get
        {
            string[] missed = [.. Named(static count => count == 0).Select(static fault => fault.Name)];
            string names = missed.Length > 1 ? $"{string.Join(", ", missed[..^1])} and {missed[^1]}" : string.Concat(missed);
            string set = $"{names} {(missed.Length == 1 ? "was" : "were")} set";
            return _counts.IsEmpty ? null
                : missed.Length == 0 ? $"faults (--seed {Seed}): {this}"
                : missed.Length == _counts.Count ? $"faults (--seed {Seed}): none happened, although {set}"
                : $"faults (--seed {Seed}): {this}; {set} and did not happen";
        }
    }

    /// <summary>Changes how often each fault happens. That holds for what is decided after it.</summary>
    /// <param name="changed">How often: 0 to 100 %; one that is not named never does.</param>
    public void Change(IReadOnlyDictionary<FaultKind, double> changed)
    {
        foreach ((FaultKind kind, _) in changed.Where(static fault => fault.Value > 0))
        {
            _counts.TryAdd(kind, 0);
        }

        _percentages = ByKind(changed);
    }

    /// <summary>Whether the fault happens to this delivery of a message.</summary>
    public bool Happens(FaultKind kind, PolledMessage message) => Counted(kind, IsDrawn(kind, message, attempt: 1));

    /// <summary>Whether the fault happens to a batch: it holds a message to which it happens. For a throttle each attempt is drawn by itself.</summary>
    public bool Happens(FaultKind kind, PolledBatch batch)
    {
        if (Rate(kind) == 0)
        {
            return false;
        }

        int attempt = kind == FaultKind.Throttle ? batch.Attempt : 1;
        return Counted(kind, batch.Messages.Any(message => IsDrawn(kind, message, attempt)));
    }

    /// <summary>Whether a receive is shuffled. What it will bring is not known yet, so its number in the run decides.</summary>
    /// <param name="receive">1 for the first receive of the run.</param>
    /// <param name="max">How many messages it may ask for.</param>
    /// <param name="few">How many it asks for when it is shuffled: 1 to <paramref name="max"/>.</param>
    public bool Shuffles(int receive, int max, out int few)
    {
        few = 1 + (int)(Draw(FaultKind.Shuffle, "", receive, attempt: 2) * max);
        return Counted(FaultKind.Shuffle, Draw(FaultKind.Shuffle, "", receive, attempt: 1) < Rate(FaultKind.Shuffle));
    }

    /// <summary>The place of a message in a receive that is shuffled: the smallest comes first.</summary>
    public double Rank(PolledMessage message) => Draw(FaultKind.Shuffle, message.Body, message.ReceiveCount, attempt: 3);

    /// <summary>How often each fault happened so far.</summary>
    public override string ToString() =>
        string.Join(", ", Named(static count => count > 0).Select(static fault => $"{fault.Name} {fault.Count}")) is { Length: > 0 } counts ? counts : "none";

    private IEnumerable<(string Name, int Count)> Named(Func<int, bool> chosen) => Enum.GetValues<FaultKind>()
        .Where(kind => _counts.TryGetValue(kind, out int count) && chosen(count))
        .Select(kind => (kind.ToString().ToLowerInvariant(), _counts[kind]));

    private double Rate(FaultKind kind) => _percentages[(int)kind] / 100;

    private bool IsDrawn(FaultKind kind, PolledMessage message, int attempt) =>
        Rate(kind) is > 0 and var rate && Draw(kind, message.Body, message.ReceiveCount, attempt) < rate;

    private bool Counted(FaultKind kind, bool happens)
    {
        if (happens)
        {
            _counts.AddOrUpdate(kind, 1, static (_, count) => count + 1);
        }

        return happens;
    }

    // 0 inclusive to 1 exclusive.
    private double Draw(FaultKind kind, string body, int count, int attempt)
    {
        Span<byte> numbers = stackalloc byte[sizeof(long) + (3 * sizeof(int))];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, Seed);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[8..], (int)kind);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[12..], count);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[16..], attempt);
        ulong hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(body.AsSpan()), (long)XxHash3.HashToUInt64(numbers));
        return (hash >> 11) * (1.0 / (1UL << 53));
    }

    // Never changed, but replaced as a whole.
    private static double[] ByKind(IReadOnlyDictionary<FaultKind, double> percentages) =>
        [.. Enum.GetValues<FaultKind>().Select(kind => percentages.GetValueOrDefault(kind))];
}
