namespace SqsLambda.Aws;

/// <summary>Work that is cut into calls, of which a bounded number is under way at once.</summary>
internal static class SideBySide
{
    private const int MaxCallsAtOnce = 16;

    /// <summary>
    /// Makes the calls. Each of their items is either done by its call, as the answer says, or given to <paramref name="fail"/>, never both
    /// or neither.
    /// </summary>
    /// <param name="chunks">The items of each call.</param>
    /// <param name="tryCallAsync">Makes the call for some items, and returns what went wrong if all of it did. It never throws.</param>
    /// <param name="fail">Told of items whose call failed or was not made.</param>
    /// <param name="pick">Which of two failures stands for the calls that were not made; by default the later one.</param>
    /// <remarks>
    /// A lane of calls ends with its first failure. So a service that does not answer costs one time-out, however many calls are due; and
    /// what no lane came to is in the same trouble.
    /// </remarks>
    public static async Task RunAsync<TFailure>(
        IReadOnlyList<Range> chunks,
        Func<Range, Task<TFailure?>> tryCallAsync,
        Action<Range, TFailure> fail,
        Func<TFailure, TFailure, TFailure>? pick = null)
        where TFailure : class
    {
        int taken = 0;
        TFailure? last = null;
        int lanes = Math.Min(MaxCallsAtOnce, chunks.Count);
        if (lanes == 1)
        {
            await RunLaneAsync();
        }
        else
        {
            await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => RunLaneAsync()));
        }

        for (int i = taken; i < chunks.Count; i++)
        {
            fail(chunks[i], last!);
        }

        async Task RunLaneAsync()
        {
            for (int i = Interlocked.Increment(ref taken) - 1; i < chunks.Count; i = Interlocked.Increment(ref taken) - 1)
            {
                if (await tryCallAsync(chunks[i]) is { } failure)
                {
                    last = last is null || pick is null ? failure : pick(last, failure);
                    fail(chunks[i], failure);
                    return;
                }
            }
        }
    }

    /// <summary>Cuts items into chunks of a size; the last one holds the rest.</summary>
    public static Range[] Chunks(int count, int size)
    {
        var chunks = new Range[(count + size - 1) / size];
        for (int i = 0; i < chunks.Length; i++)
        {
            chunks[i] = (i * size)..Math.Min((i + 1) * size, count);
        }

        return chunks;
    }
}
