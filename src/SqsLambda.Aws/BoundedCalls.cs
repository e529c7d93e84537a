namespace SqsLambda.Aws;

/// <summary>Splits items into calls, and makes a limited number of calls at the same time.</summary>
internal static class BoundedCalls
{
    private const int MaxCallsAtOnce = 16;

    /// <summary>Makes the calls. An item either gets the result of its call or is passed to <paramref name="fail"/>, never both.</summary>
    /// <param name="chunks">The items of each call.</param>
    /// <param name="tryCallAsync">Makes the call for some items. It returns the failure of the whole call, or <see langword="null"/>. It never throws.</param>
    /// <param name="fail">Receives the items of each call that failed or was not made.</param>
    /// <param name="choose">Chooses which of two failures is reported for calls that were not made; by default the later one.</param>
    /// <remarks>
    /// The calls run in lanes, and a lane ends with its first failure. So if the service does not answer, the total wait is one timeout, for any
    /// number of calls. Calls that were not made get the same failure.
    /// </remarks>
    public static async Task RunAsync<TFailure>(
        IReadOnlyList<Range> chunks,
        Func<Range, Task<TFailure?>> tryCallAsync,
        Action<Range, TFailure> fail,
        Func<TFailure, TFailure, TFailure>? choose = null)
        where TFailure : class
    {
        int taken = 0;
        TFailure? last = null;
        int lanes = Math.Min(MaxCallsAtOnce, chunks.Count);
        if (lanes == 1)
        {
            await RunLaneAsync().ConfigureAwait(false);
        }
        else
        {
            await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => RunLaneAsync())).ConfigureAwait(false);
        }

        for (int i = taken; i < chunks.Count; i++)
        {
            fail(chunks[i], last!);
        }

        async Task RunLaneAsync()
        {
            for (int i = Interlocked.Increment(ref taken) - 1; i < chunks.Count; i = Interlocked.Increment(ref taken) - 1)
            {
                if (await tryCallAsync(chunks[i]).ConfigureAwait(false) is { } failure)
                {
                    last = last is null || choose is null ? failure : choose(last, failure);
                    fail(chunks[i], failure);
                    return;
                }
            }
        }
    }

    /// <summary>Splits items into chunks of one size. The last chunk holds the rest.</summary>
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
