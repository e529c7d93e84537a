namespace SqsLambda.Batch.Pipeline;

/// <summary>
/// Divides a batch into lanes, which are handled at the same time. On a standard queue each record is a lane. On a FIFO queue a lane contains one
/// or more message groups, and its messages are handled one after the other. The first message of a group that does not succeed ends the group
/// for this batch.
/// </summary>
/// <remarks>
/// Groups that share an idempotency key are in one lane. So of two records with the same key, the first always has its outcome before the second
/// starts. One worker at a time works on a lane.
/// </remarks>
internal sealed class Lanes
{
    private const int None = -1;

    private readonly int[] _groupOf;
    private readonly bool[] _groupHasEnded;
    private readonly int[] _firstOfLane;
    private readonly int[] _nextInLane;

    private Lanes(int[] groupOf, int[] laneOfGroup)
    {
        _groupOf = groupOf;
        _groupHasEnded = new bool[laneOfGroup.Length];
        _nextInLane = new int[groupOf.Length];

        var firstOfLane = new List<int>();
        int[] lastOfLane = new int[laneOfGroup.Length];
        Array.Fill(lastOfLane, None);
        for (int i = 0; i < groupOf.Length; i++)
        {
            int lane = laneOfGroup[groupOf[i]];
            if (lastOfLane[lane] == None)
            {
                firstOfLane.Add(i);
            }
            else
            {
                _nextInLane[lastOfLane[lane]] = i;
            }

            _nextInLane[i] = None;
            lastOfLane[lane] = i;
        }

        _firstOfLane = [.. firstOfLane];
    }

    public int Count => _firstOfLane.Length;

    public int GroupCount => _groupHasEnded.Length;

    public int First(int lane) => _firstOfLane[lane];

    /// <summary>The next record of the same lane, or a negative number.</summary>
    public int After(int index) => _nextInLane[index];

    public int GroupOf(int index) => _groupOf[index];

    public bool GroupHasEnded(int index) => _groupHasEnded[_groupOf[index]];

    public void EndGroup(int index) => _groupHasEnded[_groupOf[index]] = true;

    /// <summary>The lanes of a FIFO queue; <see langword="null"/> for a standard queue, where each record is a lane.</summary>
    public static Lanes? Of<TMessage>(MessageBatch<TMessage> batch)
    {
        if (!batch.IsFifo)
        {
            return null;
        }

        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] groupOf = new int[batch.Count];
        for (int i = 0; i < groupOf.Length; i++)
        {
            string group = batch[i].Context.MessageGroupId ?? "";
            if (!groups.TryGetValue(group, out groupOf[i]))
            {
                groups.Add(group, groupOf[i] = groups.Count);
            }
        }

        int[] laneOfGroup = [.. Enumerable.Range(0, groups.Count)];
        for (int i = 0; i < groupOf.Length; i++)
        {
            int lane = laneOfGroup[groupOf[i]];
            int leadersLane = laneOfGroup[groupOf[batch[i].Leader]];
            if (lane != leadersLane)
            {
                laneOfGroup.AsSpan().Replace(lane, leadersLane);
            }
        }

        return new Lanes(groupOf, laneOfGroup);
    }
}
