namespace SqsLambda.Simulation.Scenarios;

/// <summary>
/// Decides when something goes wrong. Some kinds of faults are possible in a scenario, each with a probability of its own. Half of the scenarios have a
/// theme: kinds that do harm only together. Every kind has its own random numbers, so that a scenario without one kind has the same faults of the other
/// kinds.
/// </summary>
internal sealed class Faults
{
    private static readonly int KindCount = Enum.GetValues<FaultKind>().Length;

    private static readonly FaultKind[] Lateness =
    [
        FaultKind.LongHandler, FaultKind.HandlerIgnoresToken, FaultKind.SlowRequest, FaultKind.SlowAnswer, FaultKind.TokenIgnored, FaultKind.ShortVisibility,
    ];

    private static readonly FaultKind[] Outage =
        [FaultKind.StoreDown, FaultKind.RequestLost, FaultKind.AnswerLost, FaultKind.CallError, FaultKind.ErrorAfterEffect, FaultKind.Throttle];

    private readonly double[] _probabilities = new double[KindCount];
    private readonly Chance[] _chances = new Chance[KindCount];
    private readonly int _limit;
    private int _total;

    public Faults(ScenarioChoice choice)
    {
        var chance = Chance.For(choice.Seed, ChanceUse.Fault, -1);
        double share = chance.Pick(0, 0.1, 0.25, 0.5);
        FaultKind[] theme = chance.Pick([], [], Lateness, Outage);
        _limit = choice.MaxFaults;
        for (int i = 0; i < KindCount; i++)
        {
            _chances[i] = Chance.For(choice.Seed, ChanceUse.Fault, i);
            double probability = theme.Contains((FaultKind)i) ? _chances[i].Pick(0, 0.1, 0.3, 0.6)
                : _chances[i].Happens(theme.Length > 0 ? share / 4 : share) ? _chances[i].Pick(0.01, 0.03, 0.1, 0.4)
                : 0;
            _probabilities[i] = choice.Without.Contains((FaultKind)i) ? 0 : probability;
        }
    }

    /// <summary>How often each kind happened.</summary>
    public int[] Counts { get; } = new int[KindCount];

    /// <summary>Whether nothing goes wrong any more.</summary>
    public bool AreOver { get; set; }

    public bool IsPossible(FaultKind kind) => _probabilities[(int)kind] > 0;

    /// <summary>Whether a kind that concerns the whole scenario takes place.</summary>
    public bool TakesPlace(FaultKind kind)
    {
        Counts[(int)kind] += IsPossible(kind) ? 1 : 0;
        return IsPossible(kind);
    }

    public bool Happens(FaultKind kind)
    {
        int i = (int)kind;
        if (AreOver || _probabilities[i] == 0 || _total >= _limit || !_chances[i].Happens(_probabilities[i]))
        {
            return false;
        }

        Counts[i]++;
        _total++;
        return true;
    }
}
