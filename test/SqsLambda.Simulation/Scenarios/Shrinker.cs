using SqsLambda.Simulation.Invariants;

namespace SqsLambda.Simulation.Scenarios;

/// <summary>
/// Looks for the smallest scenario that breaks the same invariant: without kinds of faults, with fewer messages, fewer faults and fewer invocations at
/// the same time. It repeats the steps until none of them makes the scenario smaller.
/// </summary>
internal sealed class Shrinker(ScenarioResult failed)
{
    private const int MaxRounds = 8;

    private readonly Invariant _invariant = failed.Violation!.Invariant;
    private ScenarioResult _smallest = failed;

    public ScenarioResult Run()
    {
        for (int round = 0; round < MaxRounds; round++)
        {
            ScenarioChoice before = _smallest.Choice;
            LeaveOutFaults();
            LeaveOutMessages();
            LimitFaults();
            LimitInvocations();
            if (_smallest.Choice == before)
            {
                break;
            }
        }

        return _smallest;
    }

    private void LeaveOutFaults()
    {
        FaultKind[] happened = [.. Enum.GetValues<FaultKind>().Where(kind => !_smallest.Choice.Without.Contains(kind))];
        if (TryWithout(happened))
        {
            return;
        }

        foreach (FaultKind kind in happened)
        {
            TryWithout(kind);
        }
    }

    private bool TryWithout(params FaultKind[] kinds)
    {
        ScenarioChoice choice = _smallest.Choice;
        return Try(choice with { Without = new HashSet<FaultKind>(choice.Without.Concat(kinds)) });
    }

    /// <summary>Leaves out halves, quarters and so on, and single messages in the end.</summary>
    private void LeaveOutMessages()
    {
        int count = (int)_smallest.Figures[Figure.Messages];
        for (int size = (count + 1) / 2; size >= 1; size /= 2)
        {
            for (int start = 0; start < MessagesOf(_smallest).Length;)
            {
                int[] messages = MessagesOf(_smallest);
                int[] rest = [.. messages[..start], .. messages[Math.Min(start + size, messages.Length)..]];
                start += rest.Length > 0 && Try(_smallest.Choice with { Messages = rest }) ? 0 : size;
            }
        }
    }

    private void LimitFaults()
    {
        int count = (int)Math.Min(_smallest.Choice.MaxFaults, Enum.GetValues<FaultKind>().Sum(kind => _smallest.Figures[kind]));
        for (int limit = 1; limit <= count && limit < _smallest.Choice.MaxFaults; limit *= 2)
        {
            if (Try(_smallest.Choice with { MaxFaults = limit }))
            {
                return;
            }
        }
    }

    private void LimitInvocations()
    {
        for (int limit = 1; limit < Math.Min(_smallest.Choice.MaxInvocations, 4); limit++)
        {
            if (Try(_smallest.Choice with { MaxInvocations = limit }))
            {
                return;
            }
        }
    }

    private bool Try(ScenarioChoice choice)
    {
        ScenarioResult result = Scenario.Run(choice);
        bool fails = result.Violation?.Invariant == _invariant;
        _smallest = fails ? result : _smallest;
        return fails;
    }

    private static int[] MessagesOf(ScenarioResult result) =>
        [.. result.Choice.Messages ?? [.. Enumerable.Range(0, (int)result.Figures[Figure.Messages])]];
}
