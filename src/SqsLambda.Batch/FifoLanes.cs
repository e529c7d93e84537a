namespace SqsLambda.Batch;

/// <summary>
/// What may run side by side: on a standard queue every record; on a FIFO queue its message groups, in each of which the first message
/// that does not succeed ends the group for this batch.
/// </summary>
/// <remarks>
/// Groups that share an idempotency key form one lane, so that of two records with one key the first has always been decided when the
/// second's turn comes. A lane belongs to one worker at a time.
/// </remarks>
internal sealed class FifoLanes
{
    private const int None = -1;

    private readonly int[] _groupOf;
    private readonly bool[] _groupHasEnded;
    private readonly int[] _firstOfLane;
    private readonly int[] _nextInLane;

    private FifoLanes(int[] groupOf, int[] laneOfGroup)
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

    public int First(int lane) => _firstOfLane[lane];

    /// <summary>The next record of the same lane, or a negative number.</summary>
    public int After(int index) => _nextInLane[index];

    public int GroupCount => _groupHasEnded.Length;

    public int GroupOf(int index) => _groupOf[index];

    public bool GroupHasEnded(int index) => _groupHasEnded[_groupOf[index]];

    public void EndGroup(int index) => _groupHasEnded[_groupOf[index]] = true;

    public static FifoLanes Of<TMessage>(MessageBatch<TMessage> batch)
    {
        Span<MessageSlot<TMessage>> slots = batch.Slots;
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] groupOf = new int[slots.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            string group = slots[i].Context.MessageGroupId ?? "";
            if (!groups.TryGetValue(group, out groupOf[i]))
            {
                groups.Add(group, groupOf[i] = groups.Count);
            }
        }

        int[] laneOfGroup = [.. Enumerable.Range(0, groups.Count)];
        for (int i = 0; i < slots.Length; i++)
        {
            int lane = laneOfGroup[groupOf[i]];
            int leadersLane = laneOfGroup[groupOf[slots[i].Leader]];
            if (lane != leadersLane)
            {
                laneOfGroup.AsSpan().Replace(lane, leadersLane);
            }
        }

        return new FifoLanes(groupOf, laneOfGroup);
    }
}
