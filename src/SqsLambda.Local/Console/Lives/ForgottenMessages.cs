namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>The numbers of the messages that were forgotten last, with the revision at which each was. Not safe for concurrent use.</summary>
/// <param name="max">How many are kept.</param>
internal sealed class ForgottenMessages(int max)
{
    // Once it is full, the oldest entry is overwritten.
    private readonly List<(long Revision, long Number)> _entries = [];
    private long _added;

    /// <summary>The revision up to which it is not known which messages were forgotten.</summary>
    public long LostRevision { get; private set; }

    /// <summary>Adds a message. Revisions grow.</summary>
    public void Add(long revision, long number)
    {
        if (_entries.Count < max)
        {
            _entries.Add((revision, number));
        }
        else
        {
            int oldest = (int)(_added % max);
            LostRevision = _entries[oldest].Revision;
            _entries[oldest] = (revision, number);
        }

        _added++;
    }

    /// <summary>The messages that were forgotten after one revision and up to another.</summary>
    public List<long> Between(long after, long upTo)
    {
        List<long> numbers = [];
        for (long i = _added - 1; i >= _added - _entries.Count && _entries[(int)(i % max)] is var entry && entry.Revision > after; i--)
        {
            if (entry.Revision <= upTo)
            {
                numbers.Add(entry.Number);
            }
        }

        return numbers;
    }
}
