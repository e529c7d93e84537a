namespace SqsLambda.Aws.Idempotency;

/// <summary>Work that is cut into calls, of which a bounded number is under way at once.</summary>
internal static class SideBySide
{
    private const int MaxCallsAtOnce = 16;

    /// <summary>Makes the calls. Each of their items is either done by its call or given to <paramref name="fail"/>, never both or neither.</summary>
    /// <param name="count">How many items there are.</param>
    /// <param name="size">How many of them a call takes.</param>
    /// <param name="tryCallAsync">Makes the call for some items, and returns what went wrong if it did. It never throws.</param>
    /// <param name="fail">Told of items whose call failed or was not made.</param>
    /// <remarks>
    /// A lane of calls ends with its first failure. So a table that does not answer costs one time-out, however many calls are due; and
    /// what no lane came to is in the same trouble.
    /// </remarks>
    public static async Task RunAsync(int count, int size, Func<Range, Task<Trouble?>> tryCallAsync, Action<Range, Trouble> fail)
    {
        int next = 0;
        Trouble? last = null;
        int lanes = Math.Min(MaxCallsAtOnce, (count + size - 1) / size);
        if (lanes == 1)
        {
            await RunLaneAsync();
        }
        else
        {
            await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => RunLaneAsync()));
        }

        if (next < count)
        {
            fail(next..count, last!);
        }

        async Task RunLaneAsync()
        {
            for (int first = Take(); first < count; first = Take())
            {
                Range chunk = first..Math.Min(first + size, count);
                if (await tryCallAsync(chunk) is { } trouble)
                {
                    // What no lane came to is worth another attempt if any of them would be.
                    if (last is null || trouble.MayPass)
                    {
                        last = trouble;
                    }

                    fail(chunk, trouble);
                    return;
                }
            }
        }

        int Take() => Interlocked.Add(ref next, size) - size;
    }
}
